import { holdsAddress } from '../../addresses/extract';
import { type QuarantineCode, Refusal } from '../../quarantine-codes';
import type { Dialect } from '../dialect/columns';
import { DELIMITERS } from '../dialect/delimiters';
import { columnsFor, type Overrides, PREAMBLE_LINES } from '../dialect/detect';
import { rolesNamed } from '../dialect/header-names';
import { looksLikeHeader } from '../dialect/header-row';
import { modalWidth, unwrapped } from '../dialect/sample';
import type { Findings } from '../found';
import type { KeptText } from '../rows/kept-text';
import { RowSink } from '../rows/row-sink';
import type { Dedupe } from '../seen/dedupe';
import type { ReadReport } from './table-reader';

/** A row whose cells are known without splitting: of a spreadsheet, or an element of JSON. */
export interface CellRow {
  line: number;
  cells: string[];
  /** For the quarantine. */
  text(): string;
}

/** What is no row, put aside. */
interface Aside {
  code: QuarantineCode;
  line: number;
  kept: KeptText;
}

const SAMPLE_ROWS = 200;

/** Reads rows of cells: detects the columns from the first 200, then treats each like a row of text. */
export class CellTable {
  private readonly gathered: (CellRow | Aside | number)[] = [];
  private rows = 0;
  private sink: RowSink | undefined;
  private packed: string | undefined;

  /**
   * @param kind what reports show as delimiter: `xlsx` or `json`.
   * @param header names where they do not come as the first row.
   */
  constructor(
    private readonly kind: string,
    private readonly overrides: Overrides,
    private readonly dedupe: Dedupe,
    private readonly findings: Findings,
    private readonly header?: () => string[] | undefined,
  ) {}

  get linesRead(): number {
    return this.sink?.account.lines.total ?? 0;
  }

  /** Whether the columns are known and rows are told as they come. */
  get started(): boolean {
    return this.sink !== undefined;
  }

  /** Whether there is something, and none of it a row. */
  get isUnreadable(): boolean {
    return !this.sink && this.rows === 0 && this.gathered.some((entry) => typeof entry !== 'number');
  }

  /** Where to put what is no row; decides the columns if that has not been done. */
  get open(): RowSink {
    if (!this.sink) this.start();
    return this.sink as RowSink;
  }

  blank(lines: number): void {
    if (this.sink) this.sink.blank(lines);
    else if (lines > 0) this.gathered.push(lines);
  }

  putAside(code: QuarantineCode, line: number, kept: KeptText): void {
    if (this.sink) this.sink.putAside(code, line, line, kept);
    else this.gathered.push({ code, line, kept });
  }

  row(row: CellRow): void {
    if (this.sink) {
      this.read(this.sink, row);
      return;
    }
    this.gathered.push(row);
    this.rows++;
    if (this.rows >= SAMPLE_ROWS) this.start();
  }

  end(): Omit<ReadReport, 'encoding'> {
    return this.open.report();
  }

  private start(): void {
    const rows = this.gathered.filter(isRow);
    this.packed = packedBy(rows);
    for (const row of rows) row.cells = this.cellsOf(row);
    if (rows.length === 0 && !this.overrides.besideOthers) throw new Refusal('empty-file');
    const named = this.header?.();
    const place = named || this.overrides.header === false ? -1 : this.headerPlace(rows);
    const header = named ?? rows[place]?.cells;
    const width = header ? header.length : modalWidth(rows.map(({ cells }) => cells));
    const below = rows.slice(place + 1).map(({ cells }) => cells);
    const columns = columnsFor(header, below, Math.max(1, width), this.overrides);
    const dialect: Dialect = { delimiter: this.packed ?? this.kind, header, columns };
    const sink = new RowSink(dialect, this.dedupe, this.findings);
    this.sink = sink;
    let index = 0;
    for (const entry of this.gathered.splice(0)) {
      if (typeof entry === 'number') sink.blank(entry);
      else if (!isRow(entry)) sink.putAside(entry.code, entry.line, entry.line, entry.kept);
      else if (index++ > place) this.read(sink, entry);
      // The incident may insist on a header where the first row is one, or the header gives an example.
      else if (entry.cells.some(holdsAddress)) {
        sink.quarantine('address-outside-column', entry.line, entry.line, Buffer.from(entry.text()));
      } else sink.account.header(1);
    }
  }

  private cellsOf({ cells }: CellRow): string[] {
    return this.packed ? unwrapped(cells, this.packed) : cells;
  }

  private headerPlace(rows: CellRow[]): number {
    if (this.overrides.header) return 0;
    const candidates = rows.slice(0, PREAMBLE_LINES);
    for (const [index, { cells }] of candidates.entries()) {
      if (cells.some(holdsAddress)) return rolesNamed(cells) > 1 ? index : -1;
      if (looksLikeHeader(cells, index === 0)) return index;
    }
    return -1;
  }

  /** Cells that are not there are empty ones: spreadsheets store no empty cells, JSON no absent names. */
  private read(sink: RowSink, row: CellRow): void {
    const { width } = sink.dialect.columns;
    const { line, text } = row;
    const cells = this.cellsOf(row);
    const padded = cells.length < width ? [...cells, ...Array(width - cells.length).fill('')] : cells;
    sink.cells(padded, line, line, text);
  }
}

const isRow = (entry: CellRow | Aside | number): entry is CellRow =>
  typeof entry !== 'number' && 'cells' in entry;

/** Text that a spreadsheet took for one column, because it expected another delimiter. */
function packedBy(rows: CellRow[]): string | undefined {
  const candidates = rows.slice(0, PREAMBLE_LINES).filter(({ cells }) => cells.length === 1);
  return DELIMITERS.find((by) => candidates.some(({ cells }) => rolesNamed(unwrapped(cells, by)) > 1));
}
