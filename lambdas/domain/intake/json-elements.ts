/** One element of a JSON file, whole; `broken` where its end never came. */
export interface JsonElement {
  bytes: Buffer;
  broken?: boolean;
}

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_ELEMENT_BYTES = 1024 * 1024;
const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Cuts a JSON array (`[{…}, {…}]`) into its elements as bytes arrive, by counting brackets outside strings. An element
 * that does not end within 1 MB is broken; reading goes on at the next line that starts with an opening bracket.
 */
export class ArrayElements {
  private rest: Buffer = Buffer.alloc(0);
  private inside = false;

  *push(bytes: Buffer): Generator<JsonElement> {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    yield* this.cut(false);
  }

  *end(): Generator<JsonElement> {
    yield* this.cut(true);
  }

  private *cut(last: boolean): Generator<JsonElement> {
    let at = 0;
    for (;;) {
      at = this.skipBetween(at);
      if (at >= this.rest.length) break;
      const end = elementEnd(this.rest, at, last);
      const stuck = end === -1 && (last || this.rest.length - at > MAX_ELEMENT_BYTES);
      if (end === -1 && !stuck) break;
      const next = stuck ? nextOpening(this.rest, at) : end;
      yield { bytes: this.rest.subarray(at, next), ...(stuck && { broken: true }) };
      at = next;
    }
    this.rest = Buffer.from(this.rest.subarray(at));
  }

  /** White space, commas, and the array's own brackets. */
  private skipBetween(from: number): number {
    let at = from;
    for (; at < this.rest.length; at++) {
      const byte = this.rest[at] as number;
      if (byte === 0x5b && !this.inside) this.inside = true;
      else if (!isSpace(byte) && byte !== 0x2c && byte !== 0x5d) break;
    }
    return at;
  }
}

/** Behind the element that starts here, or -1 when its end has not come. */
function elementEnd(bytes: Buffer, start: number, last: boolean): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1);
      if (at === -1) return -1;
      if (depth === 0) return at + 1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (byte === 0x2c || isSpace(byte))) return at;
  }
  return last && depth === 0 ? bytes.length : -1;
}

function stringEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return -1;
}

/** The next line that starts with an opening bracket, or the end of what there is. */
function nextOpening(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    let first = at + 1;
    while (first < bytes.length && (isSpace(bytes[first] as number) || bytes[first] === 0x2c)) first++;
    if (bytes[first] === 0x7b || bytes[first] === 0x5b) return first;
  }
  return bytes.length;
}

/** Lines of NDJSON as bytes arrive; the last one may lack its ending. */
export class LineElements {
  private rest: Buffer = Buffer.alloc(0);

  *push(bytes: Buffer): Generator<JsonElement> {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    let from = 0;
    for (let at = all.indexOf(LF); at !== -1; at = all.indexOf(LF, from)) {
      yield { bytes: all.subarray(from, at) };
      from = at + 1;
    }
    this.rest = Buffer.from(all.subarray(from));
  }

  *end(): Generator<JsonElement> {
    if (this.rest.length > 0) yield { bytes: this.rest };
  }
}
