export const LF = 0x0a;
export const CR = 0x0d;

/** The end of the physical line that starts (or goes on) at `from`, and behind its ending; undefined if not there yet. */
export function endOfLine(
  bytes: Buffer,
  from: number,
  last: boolean,
): { end: number; next: number } | undefined {
  let end = from;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  // A CR at the very end may be half of a CRLF.
  if (!last && (end === bytes.length || (bytes[end] === CR && end + 1 === bytes.length))) return undefined;
  return { end, next: behindEnding(bytes, end) };
}

/** Behind the line ending at `end`: CRLF, LF, CR, or the end of the file. */
export function behindEnding(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return end;
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
}
