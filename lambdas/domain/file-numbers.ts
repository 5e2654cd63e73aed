/** A drop, as far as its number goes. */
export interface NumberedDrop {
  drop: string;
  state: string;
  generation: number;
  custody: { receivedAt: string };
}

/**
 * What people call the files of an incident: 1, 2, 3 in the order of their generations. A generation itself is no
 * such number, because each accepted line takes one as well.
 *
 * A number never changes: generations only grow, drops are never removed, not even by erasure, and what is kept
 * unread after erasure has no generation and comes last. A drop that is about to take its generation has no number yet.
 */
export function fileNumbers(drops: readonly NumberedDrop[]): Map<string, number> {
  const known = drops.filter(({ state, generation }) => generation > 0 || state === 'held');
  return new Map(known.sort(inFileOrder).map(({ drop }, at) => [drop, at + 1]));
}

/** By number; what has none yet comes last. */
export function inFileOrder(a: NumberedDrop, b: NumberedDrop): number {
  return (
    placeOf(a) - placeOf(b) || compare(a.custody.receivedAt, b.custody.receivedAt) || compare(a.drop, b.drop)
  );
}

const placeOf = ({ state, generation }: NumberedDrop) =>
  generation > 0 ? generation : Number.MAX_SAFE_INTEGER - (state === 'held' ? 1 : 0);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * How a file is called everywhere: the number of its drop and, in an archive of several, its place there from 1.
 *
 * @example fileName(2, 0, 3) // '2.1'
 */
export const fileName = (number: number, index: number, files: number): string =>
  files === 1 ? `${number}` : `${number}.${index + 1}`;
