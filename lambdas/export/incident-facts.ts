import type { DropItem, IncidentItem, LogItem, QuarantineItem } from '../adapters/register/items';
import { dropPrefix, incidentPk, logPk, metaSk, quarantinePk } from '../adapters/register/keys';
import { entryOf } from '../adapters/register/log';
import { recordVersion } from '../adapters/register/record-versions';
import type { RegisterTable } from '../adapters/register/table';
import type { SentRun } from '../domain/evidence/findings';
import { emptyHistory, follow, type History, phaseOf, standingApprovals } from '../domain/evidence/history';
import type { LogEntry } from '../domain/evidence/log-chain';
import { closedSince } from '../domain/evidence/retention';
import { fileNumbers, inFileOrder } from '../domain/file-numbers';
import type { IncidentRecord } from '../domain/incident-record';
import { coveredGeneration } from '../domain/review';
import { type Cut, dropAsOf } from './as-of';

/** What there is to know of an incident besides its recipients, as of the cut. All of it fits in memory. */
export interface IncidentFacts {
  /** META with phase, record, manifest, approvals, run and the highest generation as they were. */
  incident: IncidentItem;
  /** Every run that had been started, with the words that it sent. */
  runs: SentRun[];
  /** How many records the log names that the register does not have, or has others in their place. */
  recordsMissing: number;
  cutAt: string;
  drops: DropItem[];
  generation: number;
  /** The generation of each file, also of those that came after the cut. */
  fileGenerations: ReadonlySet<number>;
  /** What people call each file, also those that came after the cut: a number is the same in every pack. */
  fileNumbers: ReadonlyMap<string, number>;
  /** Generations handed out after the cut, to files and to lines that were accepted. */
  later: ReadonlySet<number>;
}

/** @returns undefined when there is no such incident. */
export async function incidentFacts(
  table: Pick<RegisterTable, 'get' | 'query'>,
  incidentId: string,
  cutAt: string,
): Promise<IncidentFacts | undefined> {
  const pk = incidentPk(incidentId);
  const incident = await table.get<IncidentItem>({ pk, sk: metaSk });
  if (!incident) return undefined;
  const { history, accepted } = await historyAsOf(table, incidentId, cutAt);
  const later = new Set(accepted);
  const drops: DropItem[] = [];
  const all: DropItem[] = [];
  let latest = incident.generation;
  for await (const drop of table.query<DropItem>(pk, { prefix: dropPrefix })) {
    all.push(drop);
    const known = dropAsOf(drop, cutAt);
    if (known) drops.push(known);
    else if (drop.generation > 0) {
      later.add(drop.generation);
      latest = Math.min(latest, drop.generation - 1);
    }
  }
  drops.sort(inFileOrder);
  const records = await recordsOf(table, incidentId, history);
  const then = incidentAsOf(incident, history, records, drops, cutAt);
  // they are handed out in the order of time; one that came since META was read is not among them
  const handedOutLater = [...later].filter((one) => one >= 1 && one <= incident.generation).length;
  return {
    incident: { ...then, generation: incident.generation - handedOutLater },
    runs: history.runs.map((run) => ({ ...run, words: records.get(run.record) })),
    recordsMissing: [...records.values()].filter((record) => record === undefined).length,
    cutAt,
    drops,
    generation: coveredGeneration(drops, latest),
    fileGenerations: new Set(all.map((drop) => drop.generation)),
    fileNumbers: fileNumbers(all),
    later,
  };
}

/** What the log says up to the cut, and the generations of lines that were accepted after it. */
async function historyAsOf(table: Pick<RegisterTable, 'query'>, incident: string, cutAt: string) {
  let history = emptyHistory();
  const accepted: number[] = [];
  for await (const item of table.query<LogItem>(logPk(incident))) {
    const entry = entryOf(item);
    if (entry.at <= cutAt) history = follow(history, entry);
    else if (entry.what === 'line-accepted') accepted.push(entry.facts?.generation as number);
  }
  return { history, accepted };
}

/** The versions of the incident record that the history names, by their hash; undefined where one is not there. */
async function recordsOf(
  table: Pick<RegisterTable, 'get'>,
  incident: string,
  { recordHash, runs }: History,
): Promise<Map<string | undefined, IncidentRecord | undefined>> {
  const records = new Map<string | undefined, IncidentRecord | undefined>();
  for (const hash of new Set([recordHash, ...runs.map(({ record }) => record)])) {
    if (hash !== undefined) records.set(hash, await recordVersion(table, incident, hash));
  }
  return records;
}

function incidentAsOf(
  incident: IncidentItem,
  history: History,
  records: ReadonlyMap<string | undefined, IncidentRecord | undefined>,
  drops: DropItem[],
  cutAt: string,
): IncidentItem {
  const { recordHash, manifest, run } = history;
  const record = records.get(recordHash);
  const custodies = drops.map(({ custody }) => custody);
  const closing = record && closedSince(record.times.closedAt, custodies, new Date(cutAt));
  return {
    ...incident,
    phase: phaseOf(history, Boolean(closing)),
    record,
    recordHash,
    manifest,
    approvals: standingApprovals(history),
    run,
  };
}

/** The log up to the cut, in order. Times never run backwards in it, so it can stop at the first later one. */
export async function* logAsOf(
  table: Pick<RegisterTable, 'query'>,
  incident: string,
  cutAt: string,
): AsyncGenerator<LogEntry> {
  for await (const item of table.query<LogItem>(logPk(incident))) {
    if (item.at > cutAt) return;
    yield entryOf(item);
  }
}

/** Quarantined ranges of the covered files in their order, with the decisions made by the cut. */
export async function* quarantineAsOf(
  table: Pick<RegisterTable, 'query'>,
  { incident, cutAt, generation, drops }: IncidentFacts,
): AsyncGenerator<QuarantineItem> {
  for (const { drop } of drops.filter((one) => one.generation <= generation)) {
    const lines = table.query<QuarantineItem>(quarantinePk(incident.incident), { prefix: `${drop}#` });
    for await (const item of lines) {
      yield item.decision && item.decision.at > cutAt ? { ...item, decision: undefined } : item;
    }
  }
}

/** What the walk over recipients covers. */
export function cutOf({ incident, cutAt, generation, later }: IncidentFacts): Cut {
  return { incident: incident.incident, shardBits: incident.shardBits, cutAt, generation, later };
}
