import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The reference code of a notice: 50 bits that name the notice and 50 bits that prove it, both HMACs under the
 * incident's key. Whoever holds the key can tell a genuine code from a made-up one without looking anything up,
 * and the code tells nothing about anyone.
 */

/** Crockford's alphabet: no I, L, O or U, so that a code survives a telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HALF = 10;
const SHAPE = new RegExp(`^[${ALPHABET}]{${2 * HALF}}$`);

/** @example referenceCode(key, rid, 1) // 'K3QF-7Z0M-XT2R-9B6E-4HVC' */
export function referenceCode(incidentKey: Uint8Array, rid: string, sequence: number): string {
  const name = half(incidentKey, `notice ${rid} ${sequence}`);
  return (name + half(incidentKey, `proof ${name}`)).replace(/(.{4})(?=.)/g, '$1-');
}

/** True for a code of this incident, however it was typed: case, spaces, dashes, O for 0, I or L for 1. */
export function checkReference(incidentKey: Uint8Array, code: string): boolean {
  if (code.length > 100) return false;
  const typed = code
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!SHAPE.test(typed)) return false;
  const proof = half(incidentKey, `proof ${typed.slice(0, HALF)}`);
  return timingSafeEqual(Buffer.from(typed.slice(HALF)), Buffer.from(proof));
}

function half(key: Uint8Array, text: string): string {
  const mac = createHmac('sha256', key).update(text).digest();
  let code = '';
  for (let at = 0; at < HALF; at++) code += ALPHABET[(mac[at] ?? 0) & 31];
  return code;
}
