/** The word that goes with a number. @example plural(2, 'person', 'people') // 'people' */
export const plural = (count: number, one: string, many = `${one}s`): string => (count === 1 ? one : many);

/** A number with its word. @example counted(1, 'line') // '1 line' */
export const counted = (count: number, one: string, many?: string): string =>
  `${count} ${plural(count, one, many)}`;

/** @example people(1) // '1 person' */
export const people = (count: number): string => counted(count, 'person', 'people');
