/** So much of a quarantined text is kept: 25 of them are one call to the register. */
const MOST_BYTES = 16 * 1024;
/** Of a longer one its start, and behind that addresses only. */
const START_BYTES = 8 * 1024;
const MORE = ' …';

/** The text of lines put aside; `cut` where not all of it is kept. */
export interface KeptText {
  text: string;
  cut: boolean;
}

/** Cuts a text to 16 KB of UTF-8: who decides on it must above all see who is in it. */
export function keptText(text: string): KeptText {
  if (text.length * 3 <= MOST_BYTES || Buffer.byteLength(text) <= MOST_BYTES) return { text, cut: false };
  const start = Buffer.from(text)
    .subarray(0, START_BYTES)
    .toString('utf8')
    .replace(/\ufffd+$/u, '');
  let kept = `${start}${MORE}`;
  let room = MOST_BYTES - Buffer.byteLength(kept + MORE);
  for (const address of addressesBehind(text, start.length)) {
    room -= Buffer.byteLength(address) + 1;
    if (room < 0) return { text: `${kept}${MORE}`, cut: true };
    kept += `\n${address}`;
  }
  return { text: kept, cut: true };
}

const BETWEEN = /[\s;,|<>"()[\]{}]/u;
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

/** What stands around each @ from here on, or shortly before: the text may be a megabyte without a space. */
function* addressesBehind(text: string, from: number): Generator<string> {
  const told = new Set<string>();
  const first = text.indexOf('@', Math.max(0, from - LONGEST_DOMAIN));
  for (let at = first; at !== -1; at = text.indexOf('@', at + 1)) {
    const before = text
      .slice(Math.max(0, at - LONGEST_LOCAL), at)
      .split(BETWEEN)
      .pop();
    const address = before + (text.slice(at, at + LONGEST_DOMAIN).split(BETWEEN, 1)[0] as string);
    if (!told.has(address)) yield address;
    told.add(address);
  }
}
