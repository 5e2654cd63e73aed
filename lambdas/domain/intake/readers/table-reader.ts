import { holdsAddress } from '../../addresses/extract';
import type { FileReport } from '../../file-report';
import { Refusal } from '../../quarantine-codes';
import { unusedColumns } from '../dialect/columns';
import { type Detected, detect, type Overrides } from '../dialect/detect';
import { SAMPLE_BYTES } from '../dialect/sample';
import { createDecoder, type Decoder, decoderFor } from '../encoding/decoder';
import { isGuess } from '../encoding/encoding';
import type { Findings } from '../found';
import { BackslashQuotes } from '../framing/backslash-quotes';
import { Framer } from '../framing/framer';
import { RowSink } from '../rows/row-sink';
import type { Dedupe } from '../seen/dedupe';

/** What a reader of one file (of whatever kind) reports; name, hash and size are the caller's. */
export type ReadReport = Omit<FileReport, 'name' | 'sha256' | 'bytes'>;

/**
 * A file being read, piece by piece. Both methods pause after each step of some 64 KB, so that the caller can write
 * what was found, look at the clock, and stop at a record boundary.
 */
export interface FileReader {
  push(bytes: Buffer): Iterable<void>;
  end(): Generator<void, ReadReport>;
  /** Physical lines (or rows) dealt with so far, and everything about them told to the findings. */
  readonly linesRead: number;
}

const STEP = 64 * 1024;

interface Body {
  framer: Framer;
  sink: RowSink;
}

/**
 * Reads delimited text: detects encoding and dialect from the first 256 KB, then frames and reads row by row, in
 * memory that does not grow with the file (but for the table of what was seen).
 */
export class TableReader implements FileReader {
  private decoder: Decoder | undefined;
  private body: Body | undefined;
  private escapes: BackslashQuotes | undefined;
  private readonly pieces: Buffer[] = [];
  private gathered = 0;

  constructor(
    private readonly overrides: Overrides,
    private readonly dedupe: Dedupe,
    private readonly findings: Findings,
  ) {}

  get linesRead(): number {
    return this.body?.sink.account.lines.total ?? 0;
  }

  *push(bytes: Buffer): Iterable<void> {
    if (this.body) {
      yield* this.frame((this.decoder as Decoder).push(bytes));
      return;
    }
    this.pieces.push(bytes);
    this.gathered += bytes.length;
    // UTF-16 takes twice the bytes for the same sample.
    if (this.gathered >= SAMPLE_BYTES * 2) yield* this.frame(this.start(false));
  }

  *end(): Generator<void, ReadReport> {
    if (!this.body) yield* this.frame(this.start(true));
    const decoder = this.decoder as unknown as Decoder;
    yield* this.frame(decoder.end());
    yield* this.frame(this.escapes?.end() ?? Buffer.alloc(0), true);
    const { framer, sink } = this.body as unknown as Body;
    framer.end();
    const { encoding } = decoder;
    if (!this.overrides.encoding && isGuess(encoding)) sink.repaired('guessed-encoding', 1);
    if (this.escapes) sink.repaired('backslash-quotes', 1);
    return { encoding, ...sink.report() };
  }

  private *frame(utf8: Buffer, last = false): Iterable<void> {
    const { framer } = this.body as Body;
    const bytes = this.escapes && !last ? this.escapes.push(utf8) : utf8;
    for (let at = 0; at < bytes.length; at += STEP) {
      framer.push(bytes.subarray(at, at + STEP));
      yield;
    }
  }

  /** Detects, and returns the rows that have come so far. */
  private start(whole: boolean): Buffer {
    const bytes = Buffer.concat(this.pieces);
    this.pieces.length = 0;
    if (bytes.length === 0) throw new Refusal('empty-file');
    const { encoding } = this.overrides;
    this.decoder = encoding ? createDecoder(encoding) : decoderFor(bytes.subarray(0, SAMPLE_BYTES * 2));
    const utf8 = this.decoder.push(bytes);
    const found = detect(
      utf8.subarray(0, SAMPLE_BYTES),
      whole && utf8.length <= SAMPLE_BYTES,
      this.overrides,
    );
    this.body = this.open(utf8, found);
    if (found.backslashQuotes) this.escapes = new BackslashQuotes();
    return utf8.subarray(found.bodyStart);
  }

  private open(utf8: Buffer, { dialect, quote, bodyStart, headLines }: Detected): Body {
    const sink = new RowSink(dialect, this.dedupe, this.findings);
    const lines = headLines.header + headLines.blank;
    sink.blank(headLines.blank);
    // The incident may insist on a header where the first line is a row: nobody in it is lost.
    if (dialect.header?.some(holdsAddress)) {
      sink.quarantine(
        'address-outside-column',
        lines - headLines.header + 1,
        lines,
        utf8.subarray(0, bodyStart),
      );
    } else sink.account.header(headLines.header);
    const { width, email } = dialect.columns;
    const notes = unusedColumns(dialect.columns);
    const { delimiter } = dialect;
    if (quote !== '"') sink.repaired(quote === 'none' ? 'literal-quotes' : 'single-quotes', 1);
    const layout = { delimiter, quote, width, emailColumn: email, notes, line: lines + 1 };
    return { framer: new Framer(layout, sink), sink };
  }
}
