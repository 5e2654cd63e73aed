import { Closing } from './closing';
import { readAssembly } from './cloudformation/assembly';
import { createStacks } from './cloudformation/loader';
import { explained, openDataFolder } from './data-folder';
import { faultLog } from './fault-log';
import { openGateway } from './gateway/server';
import type { ServiceContext } from './gateway/types';
import { createIam, type Iam } from './iam';
import { createServices } from './services';
import type { EmbeddedAwsSettings } from './settings';

const PLACE = { account: '000000000000', region: 'eu-central-1' };
/** What a grant can be used for here; the others (logs, traces) are for AWS only. */
const OFFERED = /^(s3|sqs|sns|dynamodb|kms|ses|execute-api|lambda):|^\*$/;

/** Keys of an operator of this laptop; each carries the managed policies that the template defines for that task. */
export interface OperatorKeys {
  name: string;
  arn: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface EmbeddedAws {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  region: string;
  /** Stack outputs by name (CfnOutput), over all stacks. */
  outputs: Record<string, string>;
  /**
   * `responder`, `approver-1` and `approver-2`; an operator `X` or `X-<n>` carries the managed policy whose
   * name ends with `X` capitalised (Responder, Approver).
   */
  operator(name: string): OperatorKeys;
  /** Grants (role, statement, action) that no call has used since boot. */
  unusedGrants(): { role: string; statement: string }[];
  /** Resolves when a Lambda's role is denied a call, with AWS's own sentence: its grant is missing. */
  refused: Promise<string>;
  /** Ends Lambdas, timers and the listener; state is on disk. */
  close(): Promise<void>;
}

/**
 * Boots the synthesized stacks on this computer, loopback only.
 *
 * @throws Error with one clear sentence: port in use, data folder of a newer version or in use, no space.
 */
export async function startEmbeddedAws(settings: EmbeddedAwsSettings): Promise<EmbeddedAws> {
  const closing = new Closing();
  try {
    return await boot(settings, closing);
  } catch (error) {
    await closing.run();
    throw explained(error as NodeJS.ErrnoException, settings.data);
  }
}

async function boot(settings: EmbeddedAwsSettings, closing: Closing): Promise<EmbeddedAws> {
  const { stacks, assets } = readAssembly(settings.assembly);
  const data = openDataFolder(settings.data);
  closing.add(() => data.close());
  const now = () => new Date();
  const logs = data.directory('logs');
  const iam = createIam(PLACE.account, data.secret, now);
  const { region } = PLACE;
  const onFault = faultLog(logs, settings.echoLogs);
  const gateway = await openGateway({
    port: settings.port,
    region,
    credentials: iam.directory,
    now,
    onFault,
  });
  closing.add(() => gateway.close());
  const { endpoint } = gateway;
  const { authorizer } = iam;
  const context = (name: string): ServiceContext => ({
    ...PLACE,
    directory: data.directory(name),
    authorizer,
    endpoint,
    now,
  });
  const { handlers, start } = createServices({ settings, iam, context, assets, logs, gateway, closing });
  const outputs = await createStacks(stacks, handlers, PLACE);
  start();
  return {
    endpoint,
    region,
    outputs,
    operator: (name) => operatorKeys(iam, name),
    unusedGrants: () => unusedGrants(iam),
    refused: authorizer.refused.then(({ message }) => message),
    close: () => closing.run(),
  };
}

function operatorKeys(iam: Iam, name: string): OperatorKeys {
  const { principal, keys } = iam.operator(name);
  return { name, arn: principal.arn, ...keys };
}

function unusedGrants({ authorizer, directory }: Iam): { role: string; statement: string }[] {
  const action = (statement: string) => statement.slice(statement.lastIndexOf(' ') + 1);
  return authorizer
    .unusedGrants(directory.principals())
    .filter(({ statement }) => OFFERED.test(action(statement)));
}
