import { isUtf8 } from 'node:buffer';
import { type QuarantineCode, Refusal } from '../../quarantine-codes';
import type { Overrides } from '../dialect/detect';
import { SAMPLE_BYTES } from '../dialect/sample';
import { createDecoder, type Decoder, decoderFor } from '../encoding/decoder';
import { isGuess } from '../encoding/encoding';
import type { Findings } from '../found';
import { keptText } from '../rows/kept-text';
import type { Dedupe } from '../seen/dedupe';
import { CellTable } from './cell-table';
import { type Elements, elementsOf, type JsonElement } from './json-elements';
import { type JsonRow, type JsonRows, jsonRows, withoutDescribing } from './json-rows';
import type { FileReader, ReadReport } from './table-reader';

/** Names that only later elements have share one column behind the others. */
const OTHERS = '…';

/** Whether the first bytes of a file are JSON: a list of objects, lists or texts, or objects. In UTF-16 as well. */
export function looksLikeJson(head: Buffer): boolean {
  const text = head.toString('latin1').replaceAll('\0', '');
  return /^(?:ï»¿|ÿþ|þÿ)?\s*(?:\[\s*(?:[[{\]"]|null\b)|\{\s*["}])/u.test(text);
}

/**
 * Reads JSON: a list, objects one after the other or one a line (NDJSON), or one object around lists. Names are columns;
 * rows are counted as lines. An element of which a value would be hidden is quarantined: nobody may hide in a name.
 */
export class JsonReader implements FileReader {
  private decoder: Decoder | undefined;
  private start: Buffer[] = [];
  private startBytes = 0;
  private undecided: Buffer | undefined = Buffer.alloc(0);
  private elements: Elements | undefined;
  private readonly names: string[] = [];
  private readonly table: CellTable;
  private line = 0;

  constructor(
    private readonly overrides: Overrides,
    dedupe: Dedupe,
    findings: Findings,
  ) {
    this.table = new CellTable('json', overrides, dedupe, findings, () =>
      this.names.length > 0 ? [...this.names, OTHERS] : undefined,
    );
  }

  get linesRead(): number {
    return this.table.linesRead;
  }

  *push(bytes: Buffer): Iterable<void> {
    if (this.decoder) this.cut(this.decoder.push(bytes), false);
    else {
      this.start.push(bytes);
      this.startBytes += bytes.length;
      if (this.startBytes >= SAMPLE_BYTES) this.cut(this.decode(), false);
    }
    yield;
  }

  *end(): Generator<void, ReadReport> {
    const rest = this.decoder ? Buffer.alloc(0) : this.decode();
    const decoder = this.decoder as unknown as Decoder;
    this.cut(Buffer.concat([rest, decoder.end()]), true);
    for (const element of this.elements?.end() ?? []) this.read(element);
    yield;
    if (this.table.isUnreadable && !this.overrides.besideOthers) {
      throw new Refusal('not-a-table', 'JSON that cannot be read');
    }
    const { encoding } = decoder;
    if (!this.overrides.encoding && isGuess(encoding)) this.table.open.repaired('guessed-encoding', 1);
    return { encoding, ...this.table.end() };
  }

  private decode(): Buffer {
    const bytes = Buffer.concat(this.start.splice(0));
    const { encoding } = this.overrides;
    this.decoder = encoding ? createDecoder(encoding) : decoderFor(bytes.subarray(0, SAMPLE_BYTES));
    return this.decoder.push(bytes);
  }

  private cut(utf8: Buffer, last: boolean): void {
    let bytes = utf8;
    if (!this.elements) {
      bytes = Buffer.concat([this.undecided ?? utf8, utf8]);
      this.elements = elementsOf(bytes, last);
      this.undecided = this.elements ? undefined : bytes;
      if (!this.elements) return;
    }
    for (const element of this.elements.push(bytes)) this.read(element);
  }

  private read({ bytes, broken, around }: JsonElement): void {
    const text = bytes.toString('utf8');
    // What describes the lists is no row, unless somebody stands in it.
    if (around && !withoutDescribing(text).includes('@')) return;
    if (text.trim() === '') {
      this.line++;
      this.table.blank(1);
      return;
    }
    const isText = isUtf8(bytes);
    const found = broken || !isText ? undefined : jsonRows(text.replace(/,\s*$/u, ''));
    if (found && !around) this.tell(found, text);
    else if (found) this.putAside('address-outside-column', text);
    else this.putAside(isText ? (broken ? 'unclosed-json' : 'bad-json') : 'invalid-bytes', text);
  }

  private tell({ rows, aside }: JsonRows, text: string): void {
    for (const said of aside) this.putAside('address-outside-column', said);
    for (const row of rows) this.row(row, () => (rows.length === 1 ? text : JSON.stringify(row)));
  }

  private row(row: JsonRow, text: () => string): void {
    const cells = Array.isArray(row) ? row : this.byName(row);
    this.table.row({ line: ++this.line, cells, text });
  }

  private putAside(code: QuarantineCode, text: string): void {
    this.table.putAside(code, ++this.line, keptText(text));
  }

  private byName(row: Record<string, string>): string[] {
    const others: string[] = [];
    const cells: string[] = [];
    const open = !this.table.started;
    for (const [name, text] of Object.entries(row)) {
      let column = this.names.indexOf(name);
      if (column === -1 && open) column = this.names.push(name) - 1;
      if (column === -1) others.push(text);
      else cells[column] = text;
    }
    for (let column = 0; column < this.names.length; column++) cells[column] ??= '';
    if (others.length > 0) cells[this.names.length] = others.join(' ');
    return cells;
  }
}
