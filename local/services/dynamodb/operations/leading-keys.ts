import type { Item } from '../types';
import type { Definitions } from './operation';

/** The partition key's value, as IAM compares it. */
export function leadingKeys(table: string, keys: Item | undefined, definitions: Definitions): string[] {
  const name = definitions(table)?.KeySchema[0]?.AttributeName;
  const value = name === undefined ? undefined : keys?.[name];
  return value ? [String(Object.values(value)[0])] : [];
}
