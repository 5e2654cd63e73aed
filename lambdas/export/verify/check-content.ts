import { checkLink, LOG_START, type LogEntry } from '../../domain/evidence/log-chain';
import { Fault } from './fault';
import type { PackFiles } from './pack-files';

interface Summary {
  incident: string;
  cutAt: string;
  events: { total: number };
  log: { entries: number; head: string };
  reconciliation: { balanced: boolean };
}

/**
 * What the files of a pack say of each other: a pack that somebody made up, signed with a key of their own, has to
 * get this right as well.
 */
export async function checkContent(pack: PackFiles, folder: string) {
  const summary = await summaryOf(pack, `${folder}/data/summary.json`);
  if (folder === 'evidence') {
    await checkLog(pack, `${folder}/data/log.jsonl`, summary);
    await checkEvents(pack, `${folder}/data/events.jsonl`, summary);
  }
  const { incident, cutAt, reconciliation } = summary;
  return { incident, cutAt, balanced: reconciliation.balanced };
}

async function summaryOf(pack: PackFiles, name: string): Promise<Summary> {
  const value = JSON.parse(await pack.text(name)) as Partial<Summary>;
  if (!value.incident || !value.cutAt || !value.log || !value.events || !value.reconciliation) {
    throw new Fault(`${name} does not have what a summary has`);
  }
  return value as Summary;
}

async function checkLog(pack: PackFiles, name: string, { incident, log }: Summary): Promise<void> {
  let last: LogEntry | undefined;
  for await (const line of pack.lines(name)) {
    const entry = JSON.parse(line) as LogEntry;
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
