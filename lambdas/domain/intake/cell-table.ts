import { Refusal } from '../quarantine-codes';
import type { Dialect } from './columns';
import type { Dedupe } from './dedupe';
import { columnsFor, type Overrides, PREAMBLE_LINES } from './detect';
import type { Findings } from './found';
import { looksLikeHeader } from './header-row';
import { RowSink } from './row-sink';
import { modalWidth } from './sample';
import type { ReadReport } from './table-reader';

/** A row whose cells are known without splitting: of a spreadsheet, or an element of JSON. */
export interface CellRow {
  line: number;
  cells: string[];
  /** For the quarantine. */
  text(): string;
}

const SAMPLE_ROWS = 200;

/** Reads rows of cells: detects the columns from the first 200, then treats each like a row of text. */
export class CellTable {
  private readonly gathered: (CellRow | number)[] = [];
  private rows = 0;
  private sink: RowSink | undefined;

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

  /** Whether no row has come yet. */
  get isEmpty(): boolean {
    return !this.sink && this.rows === 0;
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
    const rows = this.gathered.filter((entry): entry is CellRow => typeof entry !== 'number');
    if (rows.length === 0 && !this.overrides.besideOthers) throw new Refusal('empty-file');
    const named = this.header?.();
    const place = named || this.overrides.header === false ? -1 : this.headerPlace(rows);
    const header = named ?? rows[place]?.cells;
    const width = header ? header.length : modalWidth(rows.map(({ cells }) => cells));
    const below = rows.slice(place + 1).map(({ cells }) => cells);
    const columns = columnsFor(header, below, Math.max(1, width), this.overrides);
    const dialect: Dialect = { delimiter: this.kind, header, columns };
    this.sink = new RowSink(dialect, this.dedupe, this.findings);
    let index = 0;
    for (const entry of this.gathered.splice(0)) {
      if (typeof entry === 'number') this.sink.blank(entry);
      else if (index++ <= place) this.sink.account.header(1);
      else this.read(this.sink, entry);
    }
  }

  private headerPlace(rows: CellRow[]): number {
    if (this.overrides.header) return 0;
    const candidates = rows.slice(0, PREAMBLE_LINES);
    for (const [index, { cells }] of candidates.entries()) {
      if (cells.some((cell) => cell.includes('@'))) return -1;
      if (looksLikeHeader(cells, index === 0)) return index;
    }
    return -1;
  }

  /** Cells that are not there are empty ones: spreadsheets store no empty cells, JSON no absent names. */
  private read(sink: RowSink, { cells, line, text }: CellRow): void {
    const { width } = sink.dialect.columns;
    const padded = cells.length < width ? [...cells, ...Array(width - cells.length).fill('')] : cells;
    sink.cells(padded, line, line, text);
  }
}
