import path from 'node:path';
import type { IncidentView } from '../../lambdas/api/contract';
import type { IncidentRecord } from '../../lambdas/domain/incident-record';
import type { EmbeddedAws } from '../../local';
import { ApiClient } from './api-client';
import { removeConnection, writeConnection } from './connection';
import { checkFile, type Dropped, drop } from './drop';
import { exportPacks } from './export-packs';
import { Fault } from './fault';
import { warningLines } from './incident-report';
import { isHeld, openHolds } from './next-steps';
import { Outputs } from './outputs';
import { createProgress, type Progress, silent } from './progress';
import { readRecord } from './read-record';
import { reportOf } from './report';
import { parseFault } from './ses-fault';
import { type Summary, summaryOf } from './summary';
import { doubtsOf, isOver, isPaused, isReviewed, isSending, watch } from './wait';
import { withStack } from './with-stack';

export interface RunOptions {
  incident?: string;
  out: string;
  data?: string;
  rate: number;
  approve?: boolean;
  json?: boolean;
  sesFault?: string;
}

/** Where files go that come without an incident record. */
const UNFILED = 'unfiled';

/** The 24 h quota of the embedded SES in `run`: larger than any sample, so that only --rate matters. */
const QUOTA = 10_000_000;

/** `run`: exit code 0 when everyone has an outcome and all sums hold, 2 when held or not balanced. */
export async function run(files: string[], options: RunOptions): Promise<void> {
  const startedAt = new Date();
  if (files.length === 0) throw new Fault('name at least one file to run, e.g. samples/customers.csv.');
  for (const file of files) await checkFile(file);
  const record = options.incident ? await readRecord(options.incident) : undefined;
  const fault = options.sesFault ? parseFault(options.sesFault) : undefined;
  const progress = options.json ? silent : createProgress(process.stderr);
  const outputs = new Outputs(options.out);
  await outputs.prepare(options.data !== undefined);

  progress.stage('starting the stack on this computer');
  const settings = {
    port: 0,
    scheduleSeconds: 1,
    ses: {
      maxSendRate: options.rate,
      max24HourSend: QUOTA,
      ...mailFolders(options.data, outputs),
      fault,
    },
    echoLogs: false,
  };
  try {
    await withStack(options.data, settings, async (aws) => {
      if (options.data !== undefined) announce(path.resolve(options.data), aws);
      const incident = await takeThrough(aws, files, record, options, progress);
      progress.stage('writing the packs');
      const exported = await exportPacks(ApiClient.of(aws, 'responder'), incident.incident, outputs);
      const command = { startedAt, endedAt: new Date(), maxSendRate: options.rate };
      const summary = summaryOf(incident, exported, command);
      await outputs.writeSummary(summary);
      progress.end();
      conclude(summary, incident, options);
    });
  } finally {
    progress.end();
  }
}

/** Lets other terminals look at the run, and stop it. */
function announce(data: string, aws: EmbeddedAws): void {
  writeConnection(data, aws);
  process.once('exit', () => removeConnection(data));
}

/** Drops the files and waits until everyone has an outcome or a hold stands in the way. */
async function takeThrough(
  aws: EmbeddedAws,
  files: string[],
  record: IncidentRecord | undefined,
  options: RunOptions,
  progress: Progress,
): Promise<IncidentView> {
  const id = record?.incident ?? UNFILED;
  const api = ApiClient.of(aws, 'responder');
  const show = (view: IncidentView) => progress.show(view);
  if (record) await api.describe(id, record);
  progress.stage('dropping');
  const dropped: Dropped[] = [];
  for (const file of files) dropped.push(await drop(aws, id, file, show));

  const reviewed = await watch(api, id, show, (view) => isReviewed(view, dropped));
  if (!isSending(reviewed)) {
    if (doubtsOf(reviewed).length > 0) return reviewed;
    // What was approved while the stack was stopped is in the holds until reconcile looks.
    if (openHolds(reviewed).length > 0) {
      if (!options.approve) return reviewed;
      await approve(aws, id, reviewed);
    }
  }
  return watch(api, id, show, (view) => isOver(view) || isHeld(view));
}

/** --approve stands for all approvers: as many different people as the policy asks for. */
async function approve(aws: EmbeddedAws, id: string, view: IncidentView): Promise<void> {
  const people = view.record?.policy.approval === 'two' ? ['approver-1', 'approver-2'] : ['approver-1'];
  for (const person of people) {
    await ApiClient.of(aws, person).approve(id, view.manifest?.hash ?? '', 'run --approve');
  }
}

function conclude(summary: Summary, incident: IncidentView, options: RunOptions): void {
  process.stdout.write(
    options.json
      ? `${JSON.stringify(summary, null, 2)}\n`
      : [
          reportOf(summary, options.out, incident.drops),
          ...warningLines(incident).map((line) => `${line}\n`),
        ].join(''),
  );
  for (const { code, detail } of summary.holds) process.stderr.write(`held: ${code}: ${detail}\n`);
  if (incident.phase === 'closed' || incident.phase === 'erased') {
    process.stderr.write(`held: ${incident.phase}: nothing is sent for this incident any more\n`);
  }
  if (isPaused(incident)) process.stderr.write(`held: paused: ${incident.control?.why ?? ''}\n`);
  for (const { name, left, right, ok } of summary.reconciliation.checks) {
    if (!ok) process.stderr.write(`not balanced: ${name}: ${left} against ${right}\n`);
  }
  const well = summary.holds.length === 0 && incident.phase === 'done' && summary.reconciliation.balanced;
  process.exitCode = well ? 0 : 2;
  if (!well && options.data === undefined) {
    process.stderr.write(
      'The stack of this run is gone: with --data DIR it stays, and show, quarantine and approve go on from there.\n',
    );
  }
}

/** Mails are part of the state: with --data they are kept there, and the output folder shows them. */
function mailFolders(data: string | undefined, { mail }: Outputs) {
  const shown = path.resolve(mail);
  return data === undefined
    ? { mailDirectory: shown }
    : { mailDirectory: path.resolve(data, 'mail'), mailView: shown };
}
