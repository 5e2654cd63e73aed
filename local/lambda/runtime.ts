import { randomUUID } from 'node:crypto';
import { ServiceError } from '../gateway/errors';
import type { ServiceContext } from '../gateway/types';
import type { PolicyDocument, PolicyStatement, Principal } from '../iam/types';
import { childEnvironment, type RoleCredentials } from './environment';
import { nextTrace } from './lineage';
import { LogFiles } from './log-files';
import { FunctionPool } from './pool';
import { FunctionProcess } from './process';
import type { FunctionDefinition, Invocation, LambdaRuntime } from './types';

/** A role as Lambda assumes it. */
export interface AssumedRole {
  principal: Principal;
  keys: RoleCredentials;
}

export interface RuntimeOptions {
  logsDirectory: string;
  /** Also to stderr. */
  echoLogs: boolean;
  /** @throws when the role does not exist or does not trust Lambda. */
  credentialsFor(roleArn: string): AssumedRole;
}

interface FunctionEntry {
  pool: FunctionPool;
  /** Its resource policy: from AWS::Lambda::Permission. */
  policy: PolicyDocument & { Statement: PolicyStatement[] };
}

/** How long running invocations may go on when everything closes. */
const CLOSE_MS = 5_000;

/** All functions of this endpoint and their processes. */
export class Functions implements LambdaRuntime {
  readonly #functions = new Map<string, FunctionEntry>();
  readonly #running = new Set<Promise<Invocation>>();
  readonly #logs: LogFiles;

  constructor(
    private readonly context: ServiceContext,
    private readonly options: RuntimeOptions,
  ) {
    this.#logs = new LogFiles(options.logsDirectory, options.echoLogs);
  }

  add(definition: FunctionDefinition): void {
    this.options.credentialsFor(definition.roleArn);
    const pool = new FunctionPool(definition, () => this.#start(definition));
    this.#functions.set(definition.name, { pool, policy: { Statement: [] } });
  }

  permit(functionName: string, statement: Omit<PolicyStatement, 'Resource'>): void {
    const entry = this.#entry(functionName);
    const allowed = { ...statement, Resource: entry.pool.definition.arn };
    entry.policy = { Statement: [...entry.policy.Statement, allowed] };
  }

  /** @throws ServiceError ResourceNotFoundException */
  definition(functionName: string): FunctionDefinition {
    return this.#entry(functionName).pool.definition;
  }

  /** @throws AccessDenied */
  authorize(
    principal: Principal,
    action: string,
    functionName: string,
    context: Record<string, string> = {},
  ) {
    const { pool, policy } = this.#entry(functionName);
    this.context.authorizer.authorize({
      principal,
      action,
      resource: pool.definition.arn,
      resourcePolicy: policy,
      context,
    });
  }

  async invoke(
    functionName: string,
    event: unknown,
    from?: { service: string; sourceArn: string },
  ): Promise<Invocation> {
    if (from) {
      const principal: Principal = { type: 'service', arn: from.service, policies: [] };
      this.authorize(principal, 'lambda:InvokeFunction', functionName, {
        'aws:SourceArn': from.sourceArn,
        'aws:SourceAccount': this.context.account,
      });
    }
    return this.run(functionName, JSON.stringify(event ?? null));
  }

  /** @param causes trace headers of the messages that the event consists of. */
  async run(
    functionName: string,
    event: string,
    causes: readonly (string | undefined)[] = [],
  ): Promise<Invocation> {
    const { pool } = this.#entry(functionName);
    const { name, arn } = pool.definition;
    const id = randomUUID();
    const running = pool.invoke({ id, event, trace: nextTrace(causes, arn, this.context.now()) });
    this.#running.add(running);
    const outcome = await running;
    this.#running.delete(running);
    if ('error' in outcome && isOurs(outcome.error.type)) this.#logs.line(name, id, outcome.error.message);
    return outcome;
  }

  /** Tells running invocations, lets them finish for a moment, then ends every process. */
  async close(): Promise<void> {
    for (const { pool } of this.#functions.values()) pool.announceEnd();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([Promise.allSettled([...this.#running]), deadline]);
    clearTimeout(timer);
    await Promise.all([...this.#functions.values()].map(({ pool }) => pool.close()));
    await Promise.allSettled([...this.#running]);
    this.#logs.close();
  }

  #start(definition: FunctionDefinition): FunctionProcess {
    const { keys } = this.options.credentialsFor(definition.roleArn);
    const environment = childEnvironment(definition, keys, this.context);
    const process = new FunctionProcess(definition, environment, this.#logs.stdio(definition.name));
    this.#logs.attach(definition.name, process);
    return process;
  }

  /** By name or ARN. */
  #entry(functionName: string): FunctionEntry {
    const name = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:/]+)/.exec(functionName)?.[1] ?? functionName;
    const entry = this.#functions.get(name);
    if (!entry) throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return entry;
  }
}

/** Errors that the function's own process could not write into its log. */
const isOurs = (type: string) => type === 'Sandbox.Timedout' || type === 'Runtime.ExitError';
