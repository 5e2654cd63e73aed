import { nameStrength, ROLES, rolesNamed } from './header-names';

/** Below the first line a header must be beyond doubt; at its place one telling name is enough. */
export function looksLikeHeader(cells: string[], first: boolean): boolean {
  if (rolesNamed(cells) >= (first ? 1 : 2)) return true;
  const emails = cells.some((cell) => nameStrength(cell, 'email') >= 2);
  const roles = ROLES.filter((role) => cells.some((cell) => nameStrength(cell, role) >= 1)).length;
  return emails ? first || roles > 1 : first && roles > 1;
}
