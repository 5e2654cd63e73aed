import type { FileReport } from '../../file-report';
import type { QuarantineCode, RepairCode } from '../../quarantine-codes';
import { type Columns, columnName, type Dialect, ignoredColumns } from '../dialect/columns';
import { FileAccount } from '../file-account';
import type { Findings, FoundExposure } from '../found';
import type { FramerSink, PlainLine } from '../framing/framer';
import type { Dedupe } from '../seen/dedupe';
import { isDrawn } from './drawn-line';
import { type KeptText, keptText } from './kept-text';
import { LaidOut } from './laid-out';
import { PlainRows } from './plain-rows';
import { readRow } from './read-row';
import { isRepeatedHeader } from './repeated-header';

/** More people than these in one line are no slip that cost a row: a list or a part of the file is in it. */
const MOST_IN_A_SLIP = 3;

/** Turns rows into findings and keeps the account of their lines: what the framer, spreadsheets and JSON feed. */
export class RowSink implements FramerSink {
  readonly account = new FileAccount();
  private readonly columns: Columns;
  private readonly plainRows: PlainRows;
  private readonly laidOut = new LaidOut();
  private bytes: Buffer = Buffer.alloc(0);

  constructor(
    readonly dialect: Dialect,
    private readonly dedupe: Dedupe,
    private readonly findings: Findings,
  ) {
    this.columns = dialect.columns;
    this.plainRows = new PlainRows(dialect.columns, dedupe);
  }

  blank(lines: number): void {
    this.account.blank(lines);
  }

  plain(line: PlainLine): void {
    this.bytes = line.bytes;
    if (this.take(line, 1)) return;
    const text = line.bytes.toString('utf8', line.start, line.end);
    this.cells(text.split(this.dialect.delimiter), line.line, line.line, () => text);
  }

  quoted(cells: string[], line: number, lineTo: number, raw: () => Buffer, ats: number): void {
    const laidOut = this.laidOut.layOut(cells, line, ats);
    if (laidOut && this.take(laidOut, lineTo - line + 1, cells)) return;
    this.cells(cells, line, lineTo, () => raw().toString('utf8'), ats);
  }

  /** The short way, if the row is plain enough for it. */
  private take(line: PlainLine, lines: number, cells?: string[]): boolean {
    const taken = this.plainRows.take(line, cells);
    if (!taken) return false;
    this.account.record(lines);
    if (taken === 'full') this.settle();
    return true;
  }

  settle(): void {
    this.plainRows.resolve((line, start, end, cells) => {
      this.findings.exposure(line, () =>
        this.plainExposure(
          line,
          cells ?? this.bytes.toString('utf8', start, end).split(this.dialect.delimiter),
        ),
      );
    });
  }

  private plainExposure(line: number, cells: string[]): FoundExposure {
    const { delimiter } = this.dialect;
    const { company, group, language, country, usable } = readRow(cells, this.columns, delimiter, 1);
    const [found] = usable;
    if (!found) throw new Error('a plain row without an address');
    return { company, group, language, country, ...found, line };
  }

  /** A row by its cells; `text` is asked for only when it must be quarantined; `ats` as of `readRow`. */
  cells(cells: string[], line: number, lineTo: number, text: () => string, ats?: number): void {
    this.settle();
    const row = readRow(cells, this.columns, this.dialect.delimiter, ats);
    const header = row.usable.length === 0 ? this.asHeader(cells, row.code, text) : undefined;
    if (header) {
      this.account.header(lineTo - line + 1);
      this.account.repaired(header, line);
      return;
    }
    const { company, group, language, country } = row;
    for (const { address, key, flags } of row.usable) {
      if (!this.dedupe.add(company, group, address, key)) continue;
      this.findings.exposure(line, () => ({ company, group, language, country, address, key, flags, line }));
    }
    if (row.repair) this.account.repaired(row.repair, line);
    if (row.code) this.putAside(row.code, line, lineTo, keptText(text()), row.usable.length);
    else this.account.record(lineTo - line + 1);
  }

  /** A row of nobody that belongs to the table and not to what it tells. */
  private asHeader(
    cells: string[],
    code: QuarantineCode | undefined,
    text: () => string,
  ): RepairCode | undefined {
    if (isRepeatedHeader(cells, this.dialect)) return 'repeated-header';
    return code === 'no-address' && isDrawn(text()) ? 'drawn-line' : undefined;
  }

  quarantine(code: QuarantineCode, line: number, lineTo: number, bytes: Buffer): void {
    this.putAside(code, line, lineTo, keptText(withoutZeros(bytes.toString('utf8'))));
  }

  repaired(code: RepairCode, line: number): void {
    this.account.repaired(code, line);
  }

  report(): Omit<FileReport, 'name' | 'sha256' | 'bytes' | 'encoding'> {
    const { dialect, columns, dedupe } = this;
    const name = (column: number | null) =>
      column === null || column < 0 ? null : columnName(dialect, column);
    return {
      delimiter: dialect.delimiter,
      columns: { company: name(columns.company), group: name(columns.group), email: name(columns.email) },
      ignored: ignoredColumns(dialect),
      ...this.account.report(),
      exposures: dedupe.exposures,
      recipients: dedupe.recipients,
    };
  }

  /** @param told how many of the people in it are told all the same. */
  putAside(code: QuarantineCode, line: number, lineTo: number, { text, cut }: KeptText, told = 0): void {
    this.settle();
    const untold = text.split('@').length - 1 - told;
    this.account.quarantined(code, line, lineTo, cut || untold > MOST_IN_A_SLIP);
    this.findings.quarantine({ code, line, lineTo, text });
  }
}

/** UTF-16 behind UTF-8 (PowerShell's `>>` writes it so) has a zero at each character. */
function withoutZeros(text: string): string {
  const parts = text.split('\0');
  return parts.length > Math.max(8, text.length / 3) ? parts.join('') : text;
}
