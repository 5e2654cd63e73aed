import type { AttributeValue } from '../types';

/**
 * Whether a request is plainly well typed, so that dynalite's own type check (which copies everything, at
 * 30 us a request) can be skipped. `false` only means: ask dynalite, for its verdict and its message.
 */
export function isWellTyped(data: object, types: Record<string, unknown>): boolean {
  for (const [name, value] of Object.entries(data)) {
    const type = types[name];
    if (
      type === undefined ||
      !hasType(value, typeof type === 'string' ? type : (type as { type: string }).type)
    )
      return false;
  }
  return true;
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Integer':
      return Number.isInteger(value);
    case 'Map<AttributeValue>':
      return isMap(value) && Object.values(value).every(isAttribute);
    case 'Map<java.lang.String>':
      return isMap(value) && Object.values(value).every((member) => typeof member === 'string');
    case WRITE_REQUESTS:
      return (
        isMap(value) &&
        Object.values(value).every((list) => Array.isArray(list) && list.every(isWriteRequest))
      );
    default:
      return false;
  }
}

/** `RequestItems` of BatchWriteItem: how intake writes everything it finds. */
const WRITE_REQUESTS = 'Map<java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>';

function isWriteRequest(value: unknown): boolean {
  if (!isMap(value)) return false;
  const kinds = Object.keys(value);
  const member = kinds[0] === 'PutRequest' ? 'Item' : kinds[0] === 'DeleteRequest' ? 'Key' : undefined;
  if (kinds.length !== 1 || member === undefined) return false;
  const request = value[kinds[0]!];
  return (
    isMap(request) &&
    Object.keys(request).join() === member &&
    hasType(request[member], 'Map<AttributeValue>')
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isAttribute(value: unknown): value is AttributeValue {
  if (!isMap(value)) return false;
  const types = Object.keys(value);
  if (types.length !== 1) return false;
  const member = value[types[0]!];
  switch (types[0]) {
    case 'S':
    case 'N':
      return typeof member === 'string';
    case 'B':
      return isBlob(member);
    case 'BOOL':
    case 'NULL':
      return typeof member === 'boolean';
    case 'SS':
    case 'NS':
      return Array.isArray(member) && member.every((one) => typeof one === 'string');
    case 'BS':
      return Array.isArray(member) && member.every(isBlob);
    case 'L':
      return Array.isArray(member) && member.every(isAttribute);
    case 'M':
      return isMap(member) && Object.values(member).every(isAttribute);
    default:
      return false;
  }
}

const isBlob = (value: unknown) =>
  typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value;
