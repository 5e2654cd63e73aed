import { parse } from 'csv-parse/sync';
import type { Quote } from '../dialect/quote-style';

/** One measured record with quotes, by csv-parse; undefined where csv-parse refuses it. */
export function splitQuoted(record: Buffer, delimiter: string, quote: Quote): string[] | undefined {
  try {
    const marks = { delimiter, quote, escape: quote, record_delimiter: ['\r\n', '\n', '\r'] };
    return parse(record, { ...marks, trim: true })[0];
  } catch {
    // The message may quote the record; that it failed is all there is to say.
    return undefined;
  }
}
