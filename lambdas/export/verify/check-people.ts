import { Fault } from './fault';
import type { PackFiles } from './pack-files';

/** People by outcome, and their `total`. */
export type Counts = Record<string, number>;

const COLUMNS = ['recipient', 'address', 'country', 'outcome'];
/** One field and what ends it: in quotes, where a quote is two, or plain. */
const FIELD = /(?:"(?:[^"]|"")*"|[^",]*)(?:,|\r?$)/y;

/** recipients.csv has as many people of each outcome as the summary says; one with several notices has several lines. */
export async function checkPeople(pack: PackFiles, name: string, expected: Counts): Promise<void> {
  const found: Counts = { total: 0 };
  let last: string[] | undefined;
  for await (const record of recordsOf(pack, name)) {
    const [recipient = '', , , outcome = ''] = firstFields(record);
    if (!last) {
      if (!record.startsWith(COLUMNS.join(','))) throw new Fault(`${name} has other columns`);
    } else if (recipient !== last[0]) {
      found[outcome] = (found[outcome] ?? 0) + 1;
      found.total!++;
    } else if (outcome !== last[1]) {
      throw new Fault(`${name} has two outcomes for ${recipient}`);
    }
    last = [recipient, outcome];
  }
  for (const outcome of new Set([...Object.keys(found), ...Object.keys(expected)])) {
    const [here, there] = [found[outcome] ?? 0, expected[outcome] ?? 0];
    if (here !== there)
      throw new Fault(`${name} has ${here} people as ${outcome}, but summary.json says ${there}`);
  }
}

/** Records of a CSV: a line break in quotes does not end one. */
async function* recordsOf(pack: PackFiles, name: string): AsyncGenerator<string> {
  let record = '';
  let open = false;
  for await (const line of pack.lines(name)) {
    record = open ? `${record}\n${line}` : line;
    if ((line.split('"').length - 1) % 2 === 1) open = !open;
    if (!open) yield record;
  }
  if (open) throw new Fault(`${name} has a field that never ends`);
}

function firstFields(record: string): string[] {
  FIELD.lastIndex = 0;
  return COLUMNS.map(() => FIELD.exec(record)?.[0].replace(/,$/, '') ?? '');
}
