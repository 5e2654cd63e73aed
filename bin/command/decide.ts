import type { IncidentView } from '../../lambdas/api/contract';
import { people } from '../../lambdas/domain/plural';
import type { SecondRoute } from '../../lambdas/domain/sending/recipient';
import { ApiClient } from './api-client';
import { connected, type WorkOptions } from './connect';
import { Fault } from './fault';
import { dataOption, nextLines, warningLines } from './incident-report';
import { inert } from './inert';
import { viewOf } from './look';
import { nextSteps } from './next-steps';
import { print } from './print';
import { findFile } from './quarantine';

export interface WhyOptions extends WorkOptions {
  why: string;
}

/** `pause` and `resume`. */
export async function control(
  what: 'pause' | 'resume',
  incident: string,
  options: WhyOptions & { everything?: boolean },
): Promise<void> {
  await connected(options, async (stack) => {
    const view = await ApiClient.of(stack, 'responder').control(
      incident,
      what,
      options.why,
      options.everything,
    );
    const said =
      what === 'pause'
        ? 'pause: every sender stops within a second; nothing is lost'
        : 'resume: sending goes on where it stopped';
    print(options.json, { incident, control: view.control }, [said]);
  });
}

const DECISIONS = {
  withhold: 'withhold',
  release: 'release',
  resend: 'resend',
  acceptUnknown: 'accept-unknown',
  secondRouteDone: 'second-route-done',
} as const;

export type RecipientOptions = WhyOptions & {
  [Name in Exclude<keyof typeof DECISIONS, 'secondRouteDone'>]?: boolean;
} & { secondRouteDone?: SecondRoute };

/** `recipient`: where somebody stands, and a person's decision on it. Either is an entry in the incident's log. */
export async function recipient(incident: string, address: string, options: RecipientOptions): Promise<void> {
  const asked = (Object.keys(DECISIONS) as (keyof typeof DECISIONS)[]).filter((name) => options[name]);
  if (asked.length > 1) throw new Fault('one decision at a time.');
  const decision = asked[0] && DECISIONS[asked[0]];
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    const found = await api.recipient(incident, {
      address,
      decision,
      route: options.secondRouteDone,
      why: options.why,
    });
    if (decision && !found.affected) throw new Fault('this address is in no file of the incident.');
    const said = found.affected
      ? [
          `affected: ${found.outcome}`,
          ...(decision ? [`  ${afterwards(decision, await viewOf(api, incident))}`] : []),
        ]
      : ['not affected: this address is in no file of the incident'];
    print(options.json, found, said);
  });
}

type Decision = (typeof DECISIONS)[keyof typeof DECISIONS];

/** What a decision brings about, in a run that goes on or is paused, else before the next one. */
function afterwards(decision: Decision, { run }: IncidentView): string {
  const goesOn = run !== undefined && run.state !== 'ended';
  return (goesOn && DURING_A_RUN[decision]) || AFTERWARDS[decision];
}

const DURING_A_RUN: Partial<Record<Decision, string>> = {
  withhold: 'within a second nothing more is sent to this person, but for a mail that is on its way by then',
  release: 'the recipient is told in this run',
};

const AFTERWARDS: Record<Decision, string> = {
  withhold: 'nothing is sent; what was approved before must be approved again',
  release: 'the recipient is told with the next run, which must be approved',
  resend:
    'a second mail, on record as such, is sent by itself, unless something holds the incident or waits for approval',
  'accept-unknown': 'nothing more is sent; the outcome stays unknown',
  'second-route-done': 'on record with your reason',
};

/** `supplements`: people who were told of less than is known now get a second notice, once that is approved. */
export async function supplements(incident: string, options: WhyOptions): Promise<void> {
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    let decided = 0;
    for (let more = true; more; ) {
      const answer = await api.supplements(incident, options.why);
      decided += answer.decided;
      more = answer.more;
    }
    const next =
      decided > 0
        ? `  next      approver: npm start -- approve ${incident} --as approver-1${dataOption(options.data)}`
        : '  next      nothing';
    print(options.json, { incident, decided }, [`${people(decided)} to get a supplement`, next]);
  });
}

/** `set-aside`: a file that cannot be settled line by line holds the incident no longer. */
export async function setAside(incident: string, file: string, options: WhyOptions): Promise<void> {
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    const { drop } = findFile(await viewOf(api, incident), file);
    const { drops } = await api.setAside(incident, drop, options.why);
    const said = `file ${inert(file)} is set aside; whoever was found in it stays affected`;
    print(options.json, { incident, drops }, [said]);
  });
}

/** `incident put`: sends the record that `incident new` wrote. */
export async function putRecord(file: string, options: WorkOptions): Promise<void> {
  const { readRecord } = await import('./read-record');
  const record = await readRecord(file);
  await connected(options, async (stack) => {
    const view = await ApiClient.of(stack, 'responder').describe(record.incident, record);
    const { incident, recordHash, warnings } = view;
    print(options.json, { incident, recordHash, warnings, next: nextSteps(view) }, [
      `${incident} is described (record ${recordHash?.slice(0, 12)})`,
      ...warningLines(view),
      ...nextLines(view, options.data),
    ]);
  });
}

/** `drop`: what `aws s3 cp` would do, with the responder's keys. */
export async function dropFiles(incident: string, files: string[], options: WorkOptions): Promise<void> {
  const { checkFile, drop } = await import('./drop');
  for (const file of files) await checkFile(file);
  await connected(options, async (stack) => {
    const dropped = [];
    for (const file of files) dropped.push(await drop(stack, incident, file, () => undefined));
    print(
      options.json,
      dropped,
      dropped.map(({ version, known }, at) =>
        known
          ? `${files[at]} was dropped before: it is file ${known}`
          : `dropped ${files[at]} (version ${version})`,
      ),
    );
  });
}
