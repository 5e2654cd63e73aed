import { invalidArgument } from '../call';

/** How many entries a page may have: what the client asks for, up to what S3 gives. */
export function pageSize(asked: string | null, most: number): number {
  if (asked === null || asked === '') return most;
  const size = Number(asked);
  if (!Number.isInteger(size) || size < 0) throw invalidArgument('Argument must be an integer, at least 0');
  return Math.min(size, most);
}
