/** What a sheet says about its cells beside their contents. Cells are named `column:row`, the column from 0. */
export interface SheetMarks {
  /** Columns in use. */
  width: number;
  /** Where links of cells lead: `mailto:…`. */
  links: ReadonlyMap<string, string>;
  /** Cells that are merged with one above: its row. */
  merged: ReadonlyMap<string, number>;
  /** Comments, by row. */
  remarks: ReadonlyMap<number, string>;
}

export const UNMARKED: SheetMarks = { width: 0, links: new Map(), merged: new Map(), remarks: new Map() };

/** No spreadsheet has more. */
const MOST_COLUMNS = 16_384;
export const MOST_ROWS = 1_048_576;

/** The 0-based column and the row of a cell's name, e.g. 27 and 7 of `AB7`; -1 and 0 where it says none. */
export function cellAt(reference: string): { column: number; row: number } {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = Math.min(column * 26 + letter, MOST_COLUMNS);
  }
  return { column: column - 1, row: rowNumber(reference.slice(at)) ?? 0 };
}

/** A row's number, undefined where there is none that a spreadsheet can have. */
export function rowNumber(text: string | undefined): number | undefined {
  const row = Number(text);
  return Number.isInteger(row) && row >= 1 && row <= MOST_ROWS ? row : undefined;
}
