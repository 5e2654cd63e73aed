import { nameStrength, ROLES, rolesNamed } from './header-names';

/** Below the first line a header must be beyond doubt; at its place one telling name is enough. */
export function looksLikeHeader(cells: string[], first: boolean): boolean {
  if (rolesNamed(cells) >= (first ? 1 : 2)) return true;
  const emails = cells.some((cell) => nameStrength(cell, 'email') >= 2);
  const roles = ROLES.filter((role) => cells.some((cell) => nameStrength(cell, role) >= 1)).length;
  return emails ? first || roles > 1 : first && roles > 1;
}

/** Cells of fixed width, or parted by what is no delimiter here; brackets and slashes may stand in a name. */
const PARTED = /\s{2,}|[^\p{L}\p{M}\p{N}\s_()[\]/-]+/u;

/** Whether one cell of a header is a header by itself: then the file is a table, and its delimiter is not known. */
export const namesSeveral = (cell: string): boolean => rolesNamed(cell.split(PARTED)) > 1;
