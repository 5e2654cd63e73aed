import { createHash, type Hash } from 'node:crypto';
import type { MessageAttribute } from './message';

/** @returns the hex MD5 by which clients check what arrived. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** MD5 of attributes in SQS's own encoding: sorted; name, type and value each with a 4-byte length. */
export function md5OfAttributes(
  attributes: Record<string, MessageAttribute> | undefined,
): string | undefined {
  const names = Object.keys(attributes ?? {}).sort();
  if (!attributes || names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name]!;
    withLength(hash, Buffer.from(name));
    withLength(hash, Buffer.from(attribute.DataType));
    if (attribute.BinaryValue !== undefined) {
      hash.update(Buffer.of(2));
      withLength(hash, Buffer.from(attribute.BinaryValue, 'base64'));
    } else {
      hash.update(Buffer.of(1));
      withLength(hash, Buffer.from(attribute.StringValue ?? ''));
    }
  }
  return hash.digest('hex');
}

function withLength(hash: Hash, bytes: Buffer): void {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  hash.update(length).update(bytes);
}
