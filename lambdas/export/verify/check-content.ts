import {
  AnchorCheck,
  type Anchored,
  anchorKey,
  type KeptAnchor,
  lastAnchor,
} from '../../domain/evidence/anchors';
import { canonicalJson } from '../../domain/evidence/canonical-json';
import { checkLink, LOG_START, type LogEntry } from '../../domain/evidence/log-chain';
import { INCIDENT_ID, sha256 } from '../../domain/ids';
import { type Counts, checkPeople } from './check-people';
import { Fault } from './fault';
import type { PackFiles } from './pack-files';

interface Summary {
  incident: string;
  cutAt: string;
  rehearsal?: boolean;
  recipients: Counts;
  events: { total: number };
  log: { entries: number; head: string; anchored?: Anchored };
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
  const { incident, cutAt, rehearsal, reconciliation, log } = summary;
  const content = { incident, cutAt, rehearsal, balanced: reconciliation.balanced, log };
  if (folder !== 'evidence') return content;
  await checkRecord(pack, folder, await checkLog(pack, folder, summary), reconciliation.balanced);
  await checkPeople(pack, `${folder}/data/recipients.csv`, summary.recipients);
  await checkEvents(pack, `${folder}/data/events.jsonl`, summary);
  return content;
}

async function summaryOf(pack: PackFiles, name: string): Promise<Summary> {
  const value = (await readJson(pack, name)) as Partial<Summary>;
  const { incident = '', cutAt = '', recipients, log, events, reconciliation } = value;
  // they are printed: they must be what they say, and no line that looks like ours
  const plain = INCIDENT_ID.test(incident) && TIME.test(cutAt) && isPlace(log?.anchored, incident);
  if (
    !plain ||
    !Number.isInteger(log?.entries) ||
    !recipients ||
    !events ||
    !Array.isArray(reconciliation?.checks)
  ) {
    throw new Fault(`${name} does not have what a summary has`);
  }
  return value as Summary;
}

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function isPlace(anchored: Anchored | undefined, incident: string): boolean {
  if (!anchored) return true;
  const { sequence, anchoredAt, key, version } = anchored;
  const isKey = Number.isInteger(sequence) && key === anchorKey(incident, sequence);
  return isKey && TIME.test(anchoredAt) && /^[\w.-]+$/.test(version);
}

/** Both files have the same sums, what they call balanced is, and the outcomes add up. */
async function checkSums(
  pack: PackFiles,
  name: string,
  { reconciliation, recipients }: Summary,
): Promise<void> {
  const { total, ...outcomes } = recipients;
  if (Object.values(outcomes).reduce((sum, count) => sum + count, 0) !== total) {
    throw new Fault(`${name.replace('reconciliation', 'summary')} has recipients that do not add up`);
  }
  const { balanced, checks } = reconciliation;
  if (JSON.stringify(await readJson(pack, name)) !== JSON.stringify(reconciliation)) {
    throw new Fault(`${name} has other sums than summary.json`);
  }
  const wrong = checks.some(({ left, right, ok }) => ok !== (left === right));
  if (wrong || balanced !== checks.every(({ ok }) => ok)) {
    throw new Fault(`${name} calls a sum right that is wrong, or the other way round`);
  }
}

/**
 * The log is a chain, and each of its anchors names the very entry that it has.
 *
 * @returns the hash of the incident record that the log names last.
 */
async function checkLog(
  pack: PackFiles,
  folder: string,
  { incident, log }: Summary,
): Promise<string | undefined> {
  const name = `${folder}/data/log.jsonl`;
  const anchorsName = `${folder}/data/anchors.json`;
  const anchors = (await readJson(pack, anchorsName)) as KeptAnchor[];
  if (JSON.stringify(lastAnchor(anchors)) !== JSON.stringify(log.anchored)) {
    throw new Fault(`${anchorsName} does not end with the anchor that summary.json names`);
  }
  const anchored = new AnchorCheck(incident, anchors);
  const refuse = ([anchor]: KeptAnchor[]) => {
    if (anchor) throw new Fault(`${name} does not fit its anchor ${anchor.key}, version ${anchor.version}`);
  };
  let last: LogEntry | undefined;
  let record: string | undefined;
  for await (const line of pack.lines(name)) {
    const entry = JSON.parse(line) as LogEntry;
    // a field that is there twice is read in one way by us and in another by somebody else
    if (JSON.stringify(entry) !== line)
      throw new Fault(`${name}: entry ${entry.sequence} is written in another way`);
    const broken = checkLink(incident, last, entry);
    if (broken) throw new Fault(`${name}: ${broken.fault}`);
    refuse(anchored.differing(entry));
    if (entry.what === 'incident-described') record = entry.facts?.record as string;
    last = entry;
  }
  refuse(anchored.unmatched());
  const entries = last?.sequence ?? 0;
  if (entries !== log.entries || (last?.hash ?? LOG_START) !== log.head) {
    throw new Fault(`${name} ends at entry ${entries}, but summary.json says ${log.entries}`);
  }
  return record;
}

/** The incident record is the one whose hash the log has; a pack that says that it is missing may be without it. */
async function checkRecord(pack: PackFiles, folder: string, named: string | undefined, balanced: boolean) {
  const name = `${folder}/data/incident.json`;
  const { record } = (await readJson(pack, name)) as { record?: unknown };
  if (record === undefined && !balanced) return;
  if ((record && sha256(canonicalJson(record))) !== named) {
    throw new Fault(`${name} has another incident record than log.jsonl names`);
  }
}

/** As we write it: a member that is there twice is read in one way by us and in another by somebody else. */
async function readJson(pack: PackFiles, name: string): Promise<unknown> {
  const text = await pack.text(name);
  const value: unknown = JSON.parse(text);
  if (`${JSON.stringify(value, null, 2)}\n` !== text) throw new Fault(`${name} is written in another way`);
  return value;
}

async function checkEvents(pack: PackFiles, name: string, { events }: Summary): Promise<void> {
  let count = 0;
  for await (const _ of pack.lines(name)) count++;
  if (count !== events.total)
    throw new Fault(`${name} has ${count} events, but summary.json says ${events.total}`);
}
