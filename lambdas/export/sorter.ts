import type { FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { contentOf, type Scratch } from './spool';

/** Records kept in memory before they are sorted and put aside: about 20 MB of companies. */
const RUN_LENGTH = 50_000;

/**
 * Sorts more records than memory holds: sorted runs of 50,000 go to scratch files as JSON lines and are
 * merged when read. Records compare by their first elements, then the next, as text by UTF-16 code unit.
 */
export class Sorter<Row extends readonly string[]> {
  private buffer: Row[] = [];
  private readonly runs: FileHandle[] = [];

  constructor(private readonly scratch: Scratch) {}

  async push(row: Row): Promise<void> {
    this.buffer.push(row);
    if (this.buffer.length >= RUN_LENGTH) await this.spill();
  }

  /** All records in order. Nothing may be pushed afterwards. */
  async *sorted(): AsyncGenerator<Row> {
    this.buffer.sort(compare);
    if (this.runs.length === 0) {
      yield* this.buffer;
      return;
    }
    const sources = [...this.runs.map(readRun<Row>), this.buffer.values()];
    yield* merge(sources);
  }

  private async spill(): Promise<void> {
    const file = await this.scratch.file();
    this.buffer.sort(compare);
    for (let at = 0; at < this.buffer.length; at += 1000) {
      const lines = this.buffer.slice(at, at + 1000).map(lineOf);
      await file.writeFile(lines.join(''));
    }
    this.runs.push(file);
    this.buffer = [];
  }
}

/** readline also ends lines at these two, which JSON leaves as they are. */
function lineOf(row: readonly string[]): string {
  return `${JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

async function* readRun<Row>(file: FileHandle): AsyncGenerator<Row> {
  for await (const line of createInterface({ input: contentOf(file) })) yield JSON.parse(line) as Row;
}

/** With 20 runs a million records: a linear look for the smallest head costs less than a heap's bookkeeping. */
async function* merge<Row extends readonly string[]>(
  sources: (AsyncIterator<Row> | Iterator<Row>)[],
): AsyncGenerator<Row> {
  const heads: { row: Row; source: AsyncIterator<Row> | Iterator<Row> }[] = [];
  for (const source of sources) {
    const { value, done } = await source.next();
    if (!done) heads.push({ row: value, source });
  }
  while (heads.length > 0) {
    let least = 0;
    for (let i = 1; i < heads.length; i++) if (compare(heads[i]!.row, heads[least]!.row) < 0) least = i;
    const head = heads[least]!;
    yield head.row;
    const next = await head.source.next();
    if (next.done) heads.splice(least, 1);
    else head.row = next.value;
  }
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return -1;
    if (a[i]! > b[i]!) return 1;
  }
  return 0;
}
