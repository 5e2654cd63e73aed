import { extractAddresses } from '../../addresses/extract';
import type { Quote } from '../dialect/quote-style';
import type { FramerOptions } from './framer';
import type { QuotedSpan } from './quoted-span';

/**
 * Judges a quoted cell that holds line breaks. A company name over two lines is a record like any other; a cell that
 * holds what looks like a row may hide a person. Then one of two things happened: two stray quotes swallowed rows
 * (take the quotes away and every line is a whole row: each line stands for itself), or it cannot be told.
 */
export class HiddenRecords {
  private readonly delimiter: string;
  private readonly width: number;
  private readonly emailColumn: number;
  private readonly notes: readonly number[];
  private readonly quote: string;

  constructor(options: FramerOptions & { quote: Quote }) {
    this.delimiter = options.delimiter;
    this.quote = options.quote;
    this.width = options.width;
    this.emailColumn = options.emailColumn;
    this.notes = options.notes ?? [];
  }

  judge(bytes: Buffer, start: number, span: QuotedSpan): 'record' | 'stray-quote' | 'hidden-record' {
    const suspicious = span.cells.some(({ column, from, to }) =>
      this.hidesRecord(column, bytes.toString('utf8', from, to)),
    );
    if (!suspicious) return 'record';
    const lines = bytes.toString('utf8', start, span.end).split(LINE_BREAK);
    return lines.every((line) => this.isWholeRow(line)) ? 'stray-quote' : 'hidden-record';
  }

  private hidesRecord(column: number, cell: string): boolean {
    const parts = cell.split(LINE_BREAK);
    const looksLikeRow = (line: string) =>
      /[@\uff20\ufe6b]/u.test(line) || (this.width > 1 && this.cellsOf(line, column) >= this.width);
    if (!parts.some(looksLikeRow)) return false;
    // Several addresses under each other in the address cell hide nobody: each of them is told.
    if (column !== this.emailColumn) return true;
    const listed = cell.replaceAll(this.quote + this.quote, this.quote).replace(NAMED, ' $1 ');
    const { usable, unusable, words } = extractAddresses(listed);
    return usable.length === 0 || unusable > 0 || words > 0;
  }

  /** In a column of notes, text goes on with a space behind its comma, as cells do not. */
  private cellsOf(line: string, column: number): number {
    const parts = line.split(this.delimiter);
    if (!this.notes.includes(column)) return parts.length;
    return parts.filter((part, at) => at === 0 || !/^ \S/u.test(part)).length;
  }

  private isWholeRow(line: string): boolean {
    const cells = line.replaceAll(this.quote, '').split(this.delimiter);
    if (cells.length !== this.width) return false;
    const { usable, unusable } = extractAddresses(cells[this.emailColumn] ?? '');
    return usable.length > 0 && unusable === 0;
  }
}

/** `Name <address>`, the name without anything that parts cells or addresses. */
const NAMED = /[^<>@;,|\t\r\n]*<([^<>]+)>/gu;

/** CRLF, LF or CR. */
export const LINE_BREAK = /\r\n|\n|\r/u;
