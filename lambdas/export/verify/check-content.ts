import { checkLink, LOG_START, type LogEntry } from '../../domain/evidence/log-chain';
import { INCIDENT_ID } from '../../domain/ids';
import { Fault } from './fault';
import type { PackFiles } from './pack-files';

interface Summary {
  incident: string;
  cutAt: string;
  events: { total: number };
  log: { entries: number; head: string };
  reconciliation: { balanced: boolean; checks: { left: number; right: number; ok: boolean }[] };
  fingerprint: string;
}

/**
 * What the files of a pack say of each other: a pack that somebody made up, signed with a key of their own, has to
 * get this right as well.
 */
export async function checkContent(pack: PackFiles, folder: string, fingerprint: string) {
  const name = `${folder}/data/summary.json`;
  const summary = await summaryOf(pack, name);
  if (summary.fingerprint !== fingerprint) {
    throw new Fault(`signed with another key: ${name} names one with the fingerprint ${summary.fingerprint}`);
  }
  await checkSums(pack, `${folder}/data/reconciliation.json`, summary);
  if (folder === 'evidence') {
    await checkLog(pack, `${folder}/data/log.jsonl`, summary);
    await checkEvents(pack, `${folder}/data/events.jsonl`, summary);
  }
  const { incident, cutAt, reconciliation } = summary;
  return { incident, cutAt, balanced: reconciliation.balanced };
}

async function summaryOf(pack: PackFiles, name: string): Promise<Summary> {
  const value = JSON.parse(await pack.text(name)) as Partial<Summary>;
  const { incident = '', cutAt = '', log, events, reconciliation } = value;
  // both are printed: they must be what they say, and no line that looks like ours
  const plain = INCIDENT_ID.test(incident) && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cutAt);
  if (!plain || !log || !events || !Array.isArray(reconciliation?.checks)) {
    throw new Fault(`${name} does not have what a summary has`);
  }
  return value as Summary;
}

/** Both files have the same sums, and what they call balanced is. */
async function checkSums(pack: PackFiles, name: string, { reconciliation }: Summary): Promise<void> {
  const { balanced, checks } = reconciliation;
  if (JSON.stringify(JSON.parse(await pack.text(name))) !== JSON.stringify(reconciliation)) {
    throw new Fault(`${name} has other sums than summary.json`);
  }
  const wrong = checks.some(({ left, right, ok }) => ok !== (left === right));
  if (wrong || balanced !== checks.every(({ ok }) => ok)) {
    throw new Fault(`${name} calls a sum right that is wrong, or the other way round`);
  }
}

async function checkLog(pack: PackFiles, name: string, { incident, log }: Summary): Promise<void> {
  let last: LogEntry | undefined;
  for await (const line of pack.lines(name)) {
    const entry = JSON.parse(line) as LogEntry;
    // a field that is there twice is read in one way by us and in another by somebody else
    if (JSON.stringify(entry) !== line)
      throw new Fault(`${name}: entry ${entry.sequence} is written in another way`);
    const broken = checkLink(incident, last, entry);
    if (broken) throw new Fault(`${name}: ${broken.fault}`);
    last = entry;
  }
  const entries = last?.sequence ?? 0;
  if (entries !== log.entries || (last?.hash ?? LOG_START) !== log.head) {
    throw new Fault(`${name} ends at entry ${entries}, but summary.json says ${log.entries}`);
  }
}

async function checkEvents(pack: PackFiles, name: string, { events }: Summary): Promise<void> {
  let count = 0;
  for await (const _ of pack.lines(name)) count++;
  if (count !== events.total)
    throw new Fault(`${name} has ${count} events, but summary.json says ${events.total}`);
}
