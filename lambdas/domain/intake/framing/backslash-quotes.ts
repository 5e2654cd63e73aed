import { type SampleLine, splitForLook } from '../dialect/sample';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Whether quotes within quoted cells are written `\"`, as MySQL does, and not doubled: lines work out when read so,
 * and none that worked out before ceases to.
 */
export function hasBackslashQuotes(lines: readonly SampleLine[], delimiter: string): boolean {
  const telling = lines.filter(({ text }) => text.includes('\\"'));
  const works = (text: string) => splitForLook(text, delimiter) !== undefined;
  const better = telling.filter(({ text }) => !works(text) && works(doubled(text)));
  return better.length > 0 && telling.every(({ text }) => !works(text) || works(doubled(text)));
}

const doubled = (text: string): string => new BackslashQuotes().push(Buffer.from(text)).toString();

/** Writes `\"` as `""`, byte for byte in its place, so that lines and their lengths stay what they are. */
export class BackslashQuotes {
  /** A backslash at the end of what has come waits for what it escapes. */
  private waiting = false;

  push(bytes: Buffer): Buffer {
    if (!this.waiting && !bytes.includes(BACKSLASH)) return bytes;
    const out = this.waiting ? Buffer.concat([Buffer.of(BACKSLASH), bytes]) : Buffer.from(bytes);
    this.waiting = false;
    for (let at = out.indexOf(BACKSLASH); at !== -1; at = out.indexOf(BACKSLASH, at + 2)) {
      if (at + 1 === out.length) {
        this.waiting = true;
        return out.subarray(0, at);
      }
      if (out[at + 1] === QUOTE) out[at] = QUOTE;
    }
    return out;
  }

  end(): Buffer {
    return this.waiting ? Buffer.of(BACKSLASH) : Buffer.alloc(0);
  }
}
