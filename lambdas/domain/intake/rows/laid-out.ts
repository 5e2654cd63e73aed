import type { PlainLine } from '../framing/framer';
import { writeUtf8 } from '../seen/write-utf8';

/** In UTF-16 units; longer records take the long way. */
const LONGEST = 1_000;

/**
 * The cells that csv-parse made of a record, laid out as bytes like those of a quote-free line, so that quoted rows
 * take the same short way: splitting them is most of their cost already.
 */
export class LaidOut {
  private readonly line: PlainLine = {
    bytes: Buffer.alloc(3 * LONGEST),
    start: 0,
    end: 0,
    line: 0,
    ends: new Int32Array(LONGEST),
    cells: 0,
    ats: 0,
    wide: false,
  };

  /**
   * @param ats how many `@` the record holds, any wide form counting as several.
   * @returns undefined where the record is too long. The object is reused.
   */
  layOut(cells: string[], line: number, ats: number): PlainLine | undefined {
    const out = this.line;
    let units = cells.length;
    for (const cell of cells) units += cell.length;
    if (units > LONGEST) return undefined;
    let at = 0;
    for (let index = 0; index < cells.length; index++) {
      at = writeUtf8(out.bytes, cells[index] as string, at);
      // One byte between cells, as if a delimiter stood there.
      out.ends[index] = at++;
    }
    out.end = at - 1;
    out.cells = cells.length;
    out.line = line;
    out.ats = ats;
    return out;
  }
}
