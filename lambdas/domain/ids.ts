import { createHash, createHmac } from 'node:crypto';

/** An incident's id: a lower-case letter or digit, then 2 to 62 of `[a-z0-9-]`. */
export const INCIDENT_ID = /^[a-z0-9][a-z0-9-]{2,62}$/;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32, lower case, without padding. */
export function base32(bytes: Uint8Array): string {
  let out = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32[(buffer >> bits) & 31];
    }
  }
  if (bits > 0) out += BASE32[(buffer << (5 - bits)) & 31];
  return out;
}

/** Characters of a recipient id: 26 x 5 = 130 bits of the HMAC, so two addresses never meet by chance. */
export const RID_LENGTH = 26;

/**
 * The recipient id: HMAC-SHA-256 of the dedupe key under the incident's own random key, in base32.
 * It deduplicates across rows, files and redeliveries, reveals nothing without the key, and dies with it.
 *
 * @param incidentKey 32 random bytes, kept only in the incident's item.
 * @param dedupeKey the normalised address, see `addresses/dedupe-key.ts`.
 */
export function recipientId(incidentKey: Uint8Array, dedupeKey: string): string {
  return base32(createHmac('sha256', incidentKey).update(dedupeKey).digest()).slice(0, RID_LENGTH);
}

/**
 * The shard of a recipient: the first `bits` bits of its id.
 *
 * @example shardOf('zabc…', 2) // 3: 'z' is 25 = 0b11001, its first two bits are 0b11
 */
export function shardOf(rid: string, bits: number): number {
  if (bits === 0) return 0;
  const first = BASE32.indexOf(rid.charAt(0));
  const second = BASE32.indexOf(rid.charAt(1));
  return ((first << 5) | second) >> (10 - bits);
}

/**
 * How many shard bits an incident gets, fixed when it opens: about 20,000 rows of 55 bytes a shard,
 * at least 4 shards (a DynamoDB partition takes 1,000 writes a second), at most 128.
 */
export function shardBitsFor(firstDropBytes: number): number {
  const shards = firstDropBytes / (20_000 * 55);
  return Math.min(7, Math.max(2, Math.ceil(Math.log2(Math.max(1, shards)))));
}

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * A drop's id: hash of its object key (keys are untrusted and may hold names) and the object's version.
 * Used in the register's sort key `DROP#<id>` and in every message.
 */
export function dropId(objectKey: string, versionId: string): string {
  return `${sha256(objectKey).slice(0, 24)}#${versionId}`;
}
