import { Parser } from 'csv-parse';

/** Behind each call: csv-parse looks a few bytes ahead before it ends a record; empty lines are skipped. */
const PAD = Buffer.from('\n\n\n\n');

interface Place {
  start: number;
  end: number;
  code?: unknown;
  cells?: string[];
}

/**
 * csv-parse is the authority for everything quoted. It gets whole records, already measured, all of a piece in one
 * call; one parser lives as long as the file, because making one costs more than most records.
 */
export class QuotedRecords {
  private parser: Parser;

  constructor(private readonly delimiter: string) {
    this.parser = this.create();
  }

  /** Splits the records at `places` into their cells; those that csv-parse refuses stay without. */
  fill(bytes: Buffer, places: Place[]): void {
    const sound = places.filter(({ code }) => code === undefined);
    const all = this.parse(sound.map(({ start, end }) => bytes.subarray(start, end)));
    for (const [index, place] of sound.entries()) {
      place.cells = all?.[index] ?? this.parse([bytes.subarray(place.start, place.end)])?.[0];
    }
  }

  /** @returns as many records as it got, or undefined when csv-parse sees anything else. */
  private parse(records: Buffer[]): string[][] | undefined {
    if (records.length === 0) return [];
    this.parser.write(Buffer.concat([...records.flatMap((record) => [record, PAD])]));
    const parsed: string[][] = [];
    for (let record = this.parser.read(); record !== null; record = this.parser.read()) parsed.push(record);
    if (parsed.length === records.length && !this.parser.destroyed) return parsed;
    this.parser.destroy();
    this.parser = this.create();
    return undefined;
  }

  private create(): Parser {
    const parser = new Parser({
      delimiter: this.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      readableHighWaterMark: 4096,
    } as ConstructorParameters<typeof Parser>[0]);
    // Its message may quote the record; `fill` tells the failure by the missing cells.
    parser.on('error', () => {});
    return parser;
  }
}
