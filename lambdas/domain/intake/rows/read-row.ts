import { type Address, readAddress } from '../../addresses/address';
import { cleanCell, decodeEscapes, trimCell } from '../../addresses/clean';
import { extractAddresses, hintsAtAddress, holdsAddress } from '../../addresses/extract';
import type { QuarantineCode, RepairCode } from '../../quarantine-codes';
import type { Columns } from '../dialect/columns';
import { fitRow } from './fit-row';
import { isNothing } from './nothing';

/** What one row says. With a `code` the row is quarantined; its usable addresses are told all the same. */
export interface RowReading {
  company: string;
  group: string;
  language?: string;
  country?: string;
  usable: Address[];
  code?: QuarantineCode;
  repair?: RepairCode;
}

const LONGEST_NAME = 1_000;

/**
 * Reads a row by its cells: the one place that decides what a row means.
 *
 * @param ats how many `@` the row holds, where that is known: if the only one is in its place, none is outside.
 */
export function readRow(cells: string[], columns: Columns, delimiter: string, ats?: number): RowReading {
  if (columns.email < 0) return { company: '', group: '', usable: [], code: verdictWithoutColumn(cells) };
  const fitted = fitRow(cells, columns, delimiter);
  if ('code' in fitted) return { company: '', group: '', usable: [], code: fitted.code };
  const text = (column: number | null) => {
    const name = column === null ? '' : trimCell(fitted.cells[column] ?? '');
    return isNothing(name) ? '' : name;
  };
  const company = text(columns.company);
  const group = text(columns.group);
  if (Math.max(company.length, group.length) > LONGEST_NAME) {
    return { company: '', group: '', usable: [], code: 'cell-too-long' };
  }
  const further = columns.further.map((column) => `\n${fitted.cells[column] ?? ''}`);
  const cell = (fitted.cells[columns.email] ?? '') + further.join('');
  const { usable, unusable } = extractAddresses(cell);
  const outside = !(ats === 1 && cell.includes('@')) && holdsOutside(fitted.cells, columns, usable);
  return {
    company,
    group,
    language: text(columns.language) || undefined,
    country: text(columns.country) || undefined,
    usable,
    code: verdict(usable.length, unusable, outside),
    repair: fitted.repair,
  };
}

/** Whether another cell holds an address that the address cell does not: a display name may repeat it. */
function holdsOutside(cells: string[], { email, further, passedOver }: Columns, told: Address[]): boolean {
  return cells.some((cell, column) => {
    if (column === email || further.includes(column) || passedOver.includes(column)) return false;
    return holdsAddress(cell) && !isCovered(cell, told);
  });
}

/** As one stands in any text, be it a name or a link. */
const ADDRESS = /[^\s@;,|<>"'()[\]=?&/:#]+@[^\s@;,|<>"'()[\]?&/:#]+/gu;

/** Whether a cell's addresses are all among these. */
export function isCovered(cell: string, told: readonly Address[]): boolean {
  const text = decodeEscapes(cleanCell(cell));
  const said = text.match(ADDRESS) ?? [];
  if (said.length === 0 || said.length !== text.split('@').length - 1) return false;
  return said.every((one) => {
    const key = readAddress(one)?.key;
    return told.some((other) => other.key === key);
  });
}

function verdictWithoutColumn(cells: string[]): QuarantineCode {
  if (cells.some(holdsAddress)) return 'address-outside-column';
  return cells.some(hintsAtAddress) ? 'bad-address' : 'no-address';
}

function verdict(usable: number, unusable: number, outside: boolean): QuarantineCode | undefined {
  if (unusable > 0) return 'bad-address';
  if (outside) return 'address-outside-column';
  return usable === 0 ? 'no-address' : undefined;
}
