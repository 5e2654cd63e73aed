import { readSync } from 'node:fs';

const CHUNK = 4 * 1024 * 1024;
const NEWLINE = 10;

/**
 * Hands over every complete line of a file, in flat memory.
 *
 * @returns how many bytes the complete lines take; what follows them is a torn end.
 */
export function readLines(file: number, line: (text: string) => void): number {
  let rest: Buffer = Buffer.alloc(0);
  let complete = 0;
  for (let position = 0; ; ) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(file, chunk, 0, CHUNK, position);
    if (read === 0) return complete;
    position += read;
    const bytes =
      rest.length === 0 ? chunk.subarray(0, read) : Buffer.concat([rest, chunk.subarray(0, read)]);
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      line(bytes.toString('utf8', from, to));
      complete += to - from + 1;
      from = to + 1;
    }
    rest = bytes.subarray(from);
  }
}
