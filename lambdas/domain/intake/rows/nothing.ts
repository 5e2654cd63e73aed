/**
 * What databases and spreadsheets write where there is nothing: MySQL and PostgreSQL, SQL clients, Oracle's tools, Excel.
 * Exactly these: `None`, `Null` or `-` may be what a company is called.
 */
const NOTHING = ['\\N', 'NULL', '(null)', '#N/A'];
const BYTES = NOTHING.map((text) => Buffer.from(text));

export const isNothing = (text: string): boolean => text.length <= 6 && NOTHING.includes(text);

/** The same of bytes. */
export function isNothingAt(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length !== 2 && length !== 4 && length !== 6) return false;
  return BYTES.some(
    (nothing) => nothing.length === length && nothing.every((byte, at) => bytes[from + at] === byte),
  );
}
