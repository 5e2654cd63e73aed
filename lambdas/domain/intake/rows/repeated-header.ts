import type { Dialect } from '../dialect/columns';
import { foldName } from '../dialect/header-names';

/** Whether a row says the header again: files are often made by putting several together. */
export function isRepeatedHeader(cells: string[], { header, columns }: Dialect): boolean {
  if (!header || cells.length !== header.length) return false;
  if (foldName(cells[columns.email] ?? '') !== foldName(header[columns.email] ?? '')) return false;
  return cells.every((cell, column) => foldName(cell) === foldName(header[column] ?? ''));
}
