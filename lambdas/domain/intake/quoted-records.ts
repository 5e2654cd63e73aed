import { Parser } from 'csv-parse';

/** Behind each run: csv-parse looks a few bytes ahead before it ends a record; as empty lines they are skipped. */
const PAD = Buffer.from('\n\n\n\n');

/**
 * csv-parse is the authority for everything quoted. It gets whole records, already measured, and is asked again
 * and again: one parser lives as long as the file, because making one costs more than most records.
 */
export class QuotedRecords {
  private parser: Parser;

  constructor(private readonly delimiter: string) {
    this.parser = this.create();
  }

  /** @returns the records of a run, or undefined when csv-parse sees anything else than `expected` records. */
  parse(run: Buffer, expected: number): string[][] | undefined {
    const records: string[][] = [];
    this.parser.write(Buffer.concat([run, PAD]));
    for (let record = this.parser.read(); record !== null; record = this.parser.read()) records.push(record);
    if (records.length === expected && !this.parser.destroyed) return records;
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
    // Its message may quote the record; `parse` reports the failure by its result.
    parser.on('error', () => {});
    return parser;
  }
}
