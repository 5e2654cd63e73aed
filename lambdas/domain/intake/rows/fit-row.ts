import { extractAddresses, hintsAtAddress, holdsAddress } from '../../addresses/extract';
import type { QuarantineCode, RepairCode } from '../../quarantine-codes';
import type { Columns } from '../dialect/columns';
import { unwrapped } from '../dialect/sample';

/** A row whose cells stand under their columns, or why that cannot be said. */
export type Fitted = { cells: string[]; repair?: RepairCode } | { code: QuarantineCode };

const isEmpty = (cell: string) => cell.trim() === '';
const misfit: Fitted = { code: 'cells-do-not-fit' };

/**
 * Puts a row's cells under its columns. Too many or too few cells are repaired only where exactly one cell holds an
 * address and one reading is plain; a wrong company would tell somebody about another customer.
 *
 * @example `Acme, Inc | Admins | a@b.example` under 3 columns: the part that starts with a space belongs to its neighbour
 */
export function fitRow(cells: string[], columns: Columns, delimiter: string): Fitted {
  if (cells.length === columns.width) return { cells };
  const fitted = fitUneven(cells, columns, delimiter);
  // Whatever has become of its cells, nobody hides in it.
  return 'code' in fitted && !cells.some(hintsAtAddress) ? { code: 'no-address' } : fitted;
}

function fitUneven(cells: string[], columns: Columns, delimiter: string): Fitted {
  const { width } = columns;
  if (cells.length < width) return fitShort(cells, columns, delimiter);
  if (cells.slice(width).every(isEmpty)) return { cells: cells.slice(0, width) };
  const holding = cells.flatMap((cell, index) => (holdsAddress(cell) ? [index] : []));
  if (holding.length > 1) return joinAddresses(cells, columns, holding, delimiter);
  const place = holding[0];
  // Nothing can have split a cell of a spreadsheet.
  if (place === undefined || (delimiter.length > 1 && place !== columns.email)) return misfit;
  const surplus = cells.length - width;
  if (place === columns.email + surplus) return joinBefore(cells, columns, surplus, place, delimiter);
  if (place === columns.email) return joinBehind(cells, columns, surplus, delimiter);
  return misfit;
}

/** Addresses next to each other from the address column on, as many as make the row too wide: they are one cell. */
function joinAddresses(all: string[], { email, width }: Columns, holding: number[], by: string): Fitted {
  const glued: Fitted = { code: 'glued-rows' };
  const last = holding[holding.length - 1] as number;
  const isRun = holding[0] === email && last - email + 1 === holding.length;
  if (!isRun || !all.slice(email, last + 1).every(isAddressesAlone)) return glued;
  const one = all.slice(email, last + 1).join(by.length > 1 ? ', ' : by);
  const cells = [...all.slice(0, email), one, ...all.slice(last + 1)];
  if (!cells.slice(width).every(isEmpty)) return glued;
  return { cells: cells.slice(0, width), repair: 'joined-cells' };
}

function isAddressesAlone(cell: string): boolean {
  const { usable, unusable, words } = extractAddresses(cell);
  return usable.length > 0 && unusable === 0 && (words === 0 || cell.includes('<'));
}

function fitShort(cells: string[], columns: Columns, delimiter: string): Fitted {
  const { email, company, group, width } = columns;
  const inner = unwrapped(cells, delimiter);
  if (inner.length === width && width > 1) return { cells: inner, repair: 'unwrapped-row' };
  const needed = Math.max(email, company ?? 0, group ?? 0);
  if (cells.length <= needed || !holdsAddress(cells[email] as string)) return misfit;
  return { cells, repair: 'missing-cells' };
}

/** `r&amp;d@b.example`, split within the address. */
const ENTITY_CUT = /&#?\w+$/u;

function joinBefore(cells: string[], columns: Columns, surplus: number, place: number, by: string): Fitted {
  if (by === ';' && ENTITY_CUT.test(cells[place - 1] ?? '')) return misfit;
  const front = joined(cells.slice(0, place), columns.email, surplus, by);
  return front ? { cells: [...front, ...cells.slice(place)], repair: 'joined-cells' } : misfit;
}

function joinBehind(cells: string[], columns: Columns, surplus: number, by: string): Fitted {
  const { email, width } = columns;
  const inUse = [columns.company, columns.group, columns.language, columns.country];
  if (!inUse.some((column) => column !== null && column > email)) {
    return { cells: cells.slice(0, width), repair: 'extra-cells' };
  }
  if (by.length > 1) return misfit;
  const back = joined(cells.slice(email + 1), width - email - 1, surplus, by);
  return back ? { cells: [...cells.slice(0, email + 1), ...back], repair: 'joined-cells' } : misfit;
}

/**
 * Joins `parts` into `wanted` cells where one way is plain: there is only one cell to make, or exactly as many parts
 * start with a space as are too many (text goes on with a space behind its comma, cells do not).
 */
function joined(parts: string[], wanted: number, surplus: number, by: string): string[] | undefined {
  if (wanted === 1) return [parts.join(by)];
  const goesOn = (part: string, index: number) => index > 0 && /^\s\S/u.test(part);
  if (parts.filter(goesOn).length !== surplus) return undefined;
  const cells: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (goesOn(part, index)) cells.push(`${cells.pop()}${by}${part}`);
    else cells.push(part);
  }
  return cells;
}
