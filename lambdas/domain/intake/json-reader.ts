import { isUtf8 } from 'node:buffer';
import type { QuarantineCode } from '../quarantine-codes';
import { CellTable } from './cell-table';
import { createDecoder } from './decoder';
import type { Dedupe } from './dedupe';
import type { Overrides } from './detect';
import type { Findings } from './found';
import { ArrayElements, type JsonElement, LineElements } from './json-elements';
import type { FileReader, ReadReport } from './table-reader';

/** Names that only later elements have share one column behind the others. */
const OTHERS = '…';

/** Whether the first bytes of a file are JSON: an array of objects or arrays, or one object a line. */
export function looksLikeJson(head: Buffer): boolean {
  return /^\ufeff?\s*(?:\[\s*[[{\]]|\{\s*["}])/u.test(head.toString('utf8'));
}

/**
 * Reads JSON: an array of objects or of arrays, or one of them a line (NDJSON). Names are columns, elements are rows
 * and are counted as lines. An element whose parsed values hold fewer addresses than its text (a name given twice,
 * an address as a name) is quarantined: nobody may hide in a name.
 */
export class JsonReader implements FileReader {
  private readonly decoder = createDecoder('utf-8');
  private readonly names: string[] = [];
  private readonly table: CellTable;
  private elements: ArrayElements | LineElements | undefined;
  private line = 0;
  private readonly waiting: { code: QuarantineCode; line: number; bytes: Buffer }[] = [];

  constructor(overrides: Overrides, dedupe: Dedupe, findings: Findings) {
    this.table = new CellTable('json', overrides, dedupe, findings, () =>
      this.names.length > 0 ? [...this.names, OTHERS] : undefined,
    );
  }

  get linesRead(): number {
    return this.table.linesRead;
  }

  *push(bytes: Buffer): Iterable<void> {
    const utf8 = this.decoder.push(bytes);
    this.elements ??= /^\s*\[/.test(utf8.toString('utf8', 0, 64)) ? new ArrayElements() : new LineElements();
    for (const element of this.elements.push(utf8)) this.read(element);
    if (this.table.started) this.tellWaiting();
    yield;
  }

  *end(): Generator<void, ReadReport> {
    for (const element of this.elements?.end() ?? []) this.read(element);
    yield;
    this.tellWaiting();
    return { encoding: 'utf-8', ...this.table.end() };
  }

  private read({ bytes, broken }: JsonElement): void {
    const line = ++this.line;
    const text = bytes.toString('utf8');
    if (text.trim() === '') {
      this.table.blank(1);
      return;
    }
    if (!isUtf8(bytes)) this.putAside('invalid-bytes', line, bytes);
    else {
      const cells = broken ? undefined : this.cellsOf(text);
      if (cells) this.table.row({ line, cells, text: () => text });
      else this.putAside(broken ? 'unclosed-json' : 'bad-json', line, bytes);
    }
  }

  private tellWaiting(): void {
    for (const { code, line, bytes } of this.waiting.splice(0))
      this.table.open.quarantine(code, line, line, bytes);
  }

  /** Waits until the columns are known: before that nothing has been told, so that a slice never ends in between. */
  private putAside(code: QuarantineCode, line: number, bytes: Buffer): void {
    this.waiting.push({ code, line, bytes: Buffer.from(bytes.subarray(0, 16 * 1024)) });
    if (this.table.started) this.tellWaiting();
  }

  private cellsOf(text: string): string[] | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The message quotes the text; that it is no JSON is all there is to say.
      return undefined;
    }
    if (typeof value !== 'object' || value === null) return undefined;
    const cells = Array.isArray(value) ? value.map(textOf) : this.byName(value as Record<string, unknown>);
    return countAts(cells.join(' ')) === countAts(text.replaceAll('\\u0040', '@')) ? cells : undefined;
  }

  private byName(value: Record<string, unknown>): string[] {
    const others: string[] = [];
    const cells: string[] = [];
    const open = !this.table.started;
    for (const [name, held] of Object.entries(value)) {
      let column = this.names.indexOf(name);
      if (column === -1 && open) column = this.names.push(name) - 1;
      if (column === -1) others.push(textOf(held));
      else cells[column] = textOf(held);
    }
    for (let column = 0; column < this.names.length; column++) cells[column] ??= '';
    if (others.length > 0) cells[this.names.length] = others.join(' ');
    return cells;
  }
}

const countAts = (text: string): number => text.split('@').length;

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part !== 'object')) return value.join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
