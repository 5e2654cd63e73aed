/** One element of a JSON file, whole; `broken` where its end never came, `around` what stands around the lists. */
export interface JsonElement {
  bytes: Buffer;
  broken?: boolean;
  around?: boolean;
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
      const { next, broken } = elementAt(this.rest, at, last);
      if (next === -1) break;
      yield { bytes: this.rest.subarray(at, next), ...(broken && { broken }) };
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
      else if (!isBetween(byte) && byte !== 0x5d) break;
    }
    return at;
  }
}

/**
 * Cuts a file that is one large object into the elements of the lists in it (`{"total":…, "customers":[{…}, {…}]}`);
 * what stands around them, the lists empty, is the last element.
 */
export class WrappedElements {
  private rest: Buffer = Buffer.alloc(0);
  private inside = false;
  private around: Buffer[] = [];
  private aroundBytes = 0;

  *push(bytes: Buffer): Generator<JsonElement> {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    yield* this.cut(false);
  }

  *end(): Generator<JsonElement> {
    yield* this.cut(true);
    yield { bytes: Buffer.concat(this.around), around: true };
  }

  private *cut(last: boolean): Generator<JsonElement> {
    let at = 0;
    while (at < this.rest.length) {
      if (!this.inside) {
        const from = at;
        at = this.nextList(at, last);
        this.keep(this.rest.subarray(from, at));
        if (this.aroundBytes > MAX_ELEMENT_BYTES) yield this.tooMuchAround();
        if (!this.inside) break;
      }
      while (at < this.rest.length && isBetween(this.rest[at] as number)) at++;
      if (at >= this.rest.length) break;
      if (this.rest[at] === 0x5d) {
        this.inside = false;
        continue;
      }
      const { next, broken } = elementAt(this.rest, at, last);
      if (next === -1) break;
      yield { bytes: this.rest.subarray(at, next), ...(broken && { broken }) };
      at = next;
    }
    this.rest = Buffer.from(this.rest.subarray(at));
  }

  /** Behind the bracket that opens a list of objects or lists, or where to go on when more has come. */
  private nextList(from: number, last: boolean): number {
    for (let at = from; at < this.rest.length; at++) {
      if (this.rest[at] === QUOTE) {
        const end = stringEnd(this.rest, at + 1);
        if (end === -1) return last ? this.rest.length : at;
        at = end;
      } else if (this.rest[at] === 0x5b) {
        let next = at + 1;
        while (next < this.rest.length && isSpace(this.rest[next] as number)) next++;
        if (next === this.rest.length && !last) return at;
        this.inside = this.rest[next] === 0x7b || this.rest[next] === 0x5b;
        if (this.inside) return at + 1;
      }
    }
    return this.rest.length;
  }

  private keep(bytes: Buffer): void {
    this.around.push(Buffer.from(bytes));
    this.aroundBytes += bytes.length;
  }

  private tooMuchAround(): JsonElement {
    const bytes = Buffer.concat(this.around.splice(0));
    this.aroundBytes = 0;
    return { bytes, broken: true, around: true };
  }
}

const isBetween = (byte: number) => isSpace(byte) || byte === 0x2c;

/** Behind the element that starts here, -1 if more is needed; broken where its end does not come. */
function elementAt(bytes: Buffer, at: number, last: boolean): { next: number; broken: boolean } {
  const end = elementEnd(bytes, at, last);
  const broken = end === -1 && (last || bytes.length - at > MAX_ELEMENT_BYTES);
  return { next: broken ? nextOpening(bytes, at) : end, broken };
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
      // One too many is an element of its own, or the loop would not get past it.
      if (depth === 0) return Math.max(at, start + 1);
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

/** Whether a first object that does not end is a damaged line among whole ones. */
function isLines(start: Buffer): boolean {
  const [first = '', second = ''] = start.toString('utf8', 0, 64 * 1024).split(/\s*\n\s*/u);
  if (/[[{:]$/u.test(first)) return false;
  try {
    return typeof JSON.parse(second) === 'object';
  } catch {
    return false;
  }
}

export type Elements = ArrayElements | LineElements | WrappedElements;

/**
 * How a file is put together: a list, an object a line, objects one after the other, or one object around all.
 *
 * @returns undefined when more of it is needed to tell.
 */
export function elementsOf(start: Buffer, last: boolean): Elements | undefined {
  let at = 0;
  while (at < start.length && isSpace(start[at] as number)) at++;
  if (start[at] === 0x5b) return new ArrayElements();
  const end = elementEnd(start, at, last);
  if (end === -1) {
    if (!last && start.length <= MAX_ELEMENT_BYTES) return undefined;
    return isLines(start) ? new LineElements() : new WrappedElements();
  }
  let next = end;
  while (next < start.length && isBetween(start[next] as number)) next++;
  if (next === start.length && !last) return undefined;
  const isOwnLine = !start.subarray(at, end).includes(LF) && start.subarray(end, next).includes(LF);
  return isOwnLine ? new LineElements() : new ArrayElements();
}

/** Lines of NDJSON as bytes arrive, without a comma at their end; the last one may lack its ending. */
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
