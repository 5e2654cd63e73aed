import { Parser } from 'csv-parse';

/** Behind each call: csv-parse looks a few bytes ahead before it ends a record; empty lines are skipped. */
const PAD = Buffer.from('\n\n\n\n');
const LF = 0x0a;

interface Place {
  start: number;
  end: number;
  padded: boolean;
  code?: unknown;
  cells?: string[];
}

/**
 * csv-parse is the authority for everything quoted. It gets whole records, already measured, all of a piece in one
 * call; one parser lives as long as the file, because making one costs more than most records.
 */
export class QuotedRecords {
  private readonly parsers: { plain: Parser; trimming: Parser };

  constructor(private readonly delimiter: string) {
    this.parsers = { plain: this.create(false), trimming: this.create(true) };
  }

  /** Splits the records at `places` into their cells; those that csv-parse refuses stay without. */
  fill(bytes: Buffer, places: Place[]): void {
    // Trimming costs csv-parse a tenth, and few records have blanks around their quotes.
    const plain: Place[] = [];
    const padded: Place[] = [];
    for (const place of places) if (place.code === undefined) (place.padded ? padded : plain).push(place);
    this.fillOfKind('plain', bytes, plain);
    this.fillOfKind('trimming', bytes, padded);
  }

  private fillOfKind(kind: keyof QuotedRecords['parsers'], bytes: Buffer, places: Place[]): void {
    if (places.length === 0) return;
    const all = this.parse(kind, bytes, places);
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as Place;
      place.cells = all?.[index] ?? this.parse(kind, bytes, [place])?.[0];
    }
  }

  /** @returns as many records as places, or undefined when csv-parse sees anything else. */
  private parse(
    kind: keyof QuotedRecords['parsers'],
    bytes: Buffer,
    places: Place[],
  ): string[][] | undefined {
    const parser = this.parsers[kind];
    parser.write(this.gather(bytes, places));
    const parsed: string[][] = [];
    for (let record = parser.read(); record !== null; record = parser.read()) parsed.push(record);
    if (parsed.length === places.length && !parser.destroyed) return parsed;
    parser.destroy();
    this.parsers[kind] = this.create(kind === 'trimming');
    return undefined;
  }

  /** The records under each other, each ended by a plain line feed whatever ended it in the file. */
  private gather(bytes: Buffer, places: Place[]): Buffer {
    const most = places.reduce((sum, { start, end }) => sum + end - start + 1, PAD.length);
    // A new buffer each time: csv-parse keeps a hold of the end of the last one.
    const text = Buffer.allocUnsafe(most);
    let to = 0;
    for (const { start, end } of places) {
      to += bytes.copy(text, to, start, end);
      text[to++] = LF;
    }
    to += PAD.copy(text, to);
    return text.subarray(0, to);
  }

  private create(trim: boolean): Parser {
    const parser = new Parser({
      delimiter: this.delimiter,
      record_delimiter: '\n',
      trim,
      skip_empty_lines: true,
      relax_column_count: true,
      readableHighWaterMark: 4096,
    } as ConstructorParameters<typeof Parser>[0]);
    // Its message may quote the record; `fill` tells the failure by the missing cells.
    parser.on('error', () => {});
    return parser;
  }
}
