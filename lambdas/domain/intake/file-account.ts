import type { FileReport, LineAccount, QuarantineRange } from '../file-report';
import { QUARANTINE_CODES, type QuarantineCode, type RepairCode } from '../quarantine-codes';

/**
 * A report is part of one item of the register (400 KB): so many ranges and repairs it lists, the rest it counts.
 * Every quarantined range has an item of its own besides.
 */
const LISTED = 2_000;
/** Structural faults on so many lines in a row are slips; more are a passage that could not be read. */
const SLIP_LINES = 3;

/** The accounting of one file: each physical line is told exactly once, as one of four. */
export class FileAccount {
  readonly lines: LineAccount = { total: 0, header: 0, record: 0, blank: 0, quarantined: 0 };
  private readonly quarantine: QuarantineRange[] = [];
  private readonly repairs: FileReport['repairs'] = [];
  private unlisted = { ranges: 0, lines: 0, repairs: 0 };
  /** The structural ranges that touch each other up to here. */
  private passage: QuarantineRange[] = [];

  header(lines: number): void {
    this.count('header', lines);
  }

  blank(lines: number): void {
    this.count('blank', lines);
  }

  record(lines: number): void {
    this.lines.record += lines;
    this.lines.total += lines;
  }

  /** @param hidesMany whether more people are in it than a row has, or nobody can say who is. */
  quarantined(code: QuarantineCode, line: number, lineTo: number, hidesMany = false): void {
    this.count('quarantined', lineTo - line + 1);
    const { structural, alwaysHolds } = QUARANTINE_CODES[code];
    // A line without an address hides nobody, but between broken ones it may be a piece of what broke.
    const joins = structural || (code === 'no-address' && this.touchesPassage(line));
    const isolated = !alwaysHolds && !hidesMany;
    const range: QuarantineRange = { line, lineTo, code, ...((joins || hidesMany) && { isolated }) };
    if (joins) this.join(range);
    if (this.quarantine.length < LISTED) this.quarantine.push(range);
    else {
      this.unlisted.ranges++;
      this.unlisted.lines += lineTo - line + 1;
    }
  }

  repaired(code: RepairCode, line: number): void {
    if (this.repairs.length < LISTED) this.repairs.push({ line, code });
    else this.unlisted.repairs++;
  }

  report(): Pick<FileReport, 'lines' | 'quarantine' | 'repairs' | 'unlisted'> {
    const { lines, quarantine, repairs, unlisted } = this;
    return {
      lines: { ...lines },
      quarantine,
      repairs,
      ...(unlisted.ranges + unlisted.repairs > 0 && { unlisted }),
    };
  }

  private touchesPassage(line: number): boolean {
    const before = this.passage[this.passage.length - 1];
    return before !== undefined && before.lineTo + 1 === line;
  }

  /** A passage of many bad lines in a row is not isolated, none of it. */
  private join(range: QuarantineRange): void {
    if (!this.touchesPassage(range.line)) this.passage = [];
    this.passage.push(range);
    const from = (this.passage[0] as QuarantineRange).line;
    if (range.lineTo - from + 1 <= SLIP_LINES) return;
    for (const part of this.passage) part.isolated = false;
    // The last one is enough to know whether the next one touches the passage, and how long that is.
    this.passage = [{ ...range, line: from }];
  }

  private count(kind: Exclude<keyof LineAccount, 'total'>, lines: number): void {
    this.lines[kind] += lines;
    this.lines.total += lines;
  }
}
