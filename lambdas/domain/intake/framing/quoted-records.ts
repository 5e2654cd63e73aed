import { type Options, parse } from 'csv-parse/sync';
import type { Quote } from '../dialect/quote-style';

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
 * call, because a call costs more than most records.
 */
export class QuotedRecords {
  private readonly options: { plain: Options; trimming: Options };

  constructor(delimiter: string, quote: Quote) {
    const plain = {
      delimiter,
      ...(quote !== 'none' && { quote, escape: quote }),
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_column_count: true,
    };
    this.options = { plain, trimming: { ...plain, trim: true } };
  }

  /** Splits the records at `places` into their cells; those that csv-parse refuses stay without. */
  fill(bytes: Buffer, places: Place[]): void {
    // Trimming costs csv-parse a tenth, and few records have blanks around their quotes.
    const plain: Place[] = [];
    const padded: Place[] = [];
    for (const place of places) if (place.code === undefined) (place.padded ? padded : plain).push(place);
    fillOfKind(this.options.plain, bytes, plain);
    fillOfKind(this.options.trimming, bytes, padded);
  }
}

function fillOfKind(options: Options, bytes: Buffer, places: Place[]): void {
  if (places.length === 0) return;
  const all = split(options, bytes, places);
  for (let index = 0; index < places.length; index++) {
    const place = places[index] as Place;
    place.cells = all?.[index] ?? split(options, bytes, [place])?.[0];
  }
}

/** @returns as many records as places, or undefined when csv-parse sees anything else. */
function split(options: Options, bytes: Buffer, places: Place[]): string[][] | undefined {
  try {
    const records = parse(gather(bytes, places), options) as string[][];
    return records.length === places.length ? records : undefined;
  } catch {
    // The message may quote the record; that it failed is all there is to say.
    return undefined;
  }
}

/** The records under each other, each ended by a plain line feed whatever ended it in the file. */
function gather(bytes: Buffer, places: Place[]): Buffer {
  const [first] = places as [Place];
  const text = Buffer.allocUnsafe(places.reduce((sum, { start, end }) => sum + end - start + 1, 0));
  let to = 0;
  // Neighbours are copied together: where every record is quoted that is the whole piece at once.
  let from = first.start;
  for (const [index, { end }] of places.entries()) {
    const next = places[index + 1];
    if (next?.start === end + 1 && bytes[end] === LF) continue;
    to += bytes.copy(text, to, from, end);
    text[to++] = LF;
    if (next) from = next.start;
  }
  return text;
}
