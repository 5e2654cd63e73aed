import { parse } from 'csv-parse/sync';

/** One measured record with quotes, by csv-parse; undefined where csv-parse refuses it. */
export function splitQuoted(record: Buffer, delimiter: string): string[] | undefined {
  try {
    return parse(record, { delimiter, trim: true, record_delimiter: ['\r\n', '\n', '\r'] })[0];
  } catch {
    // The message may quote the record; that it failed is all there is to say.
    return undefined;
  }
}
