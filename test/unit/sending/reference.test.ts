import fc from 'fast-check';
import { checkReference, referenceCode } from '../../../lambdas/domain/sending/reference';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const rid = fc.stringMatching(/^[a-z2-7]{26}$/);

test('every code of an incident is found genuine under its key, however it is typed', () => {
  fc.assert(
    fc.property(key, rid, fc.integer({ min: 1, max: 999 }), (incidentKey, one, sequence) => {
      const code = referenceCode(incidentKey, one, sequence);
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
      const sloppy = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
      expect(checkReference(incidentKey, code)).toBe(true);
      expect(checkReference(incidentKey, sloppy)).toBe(true);
    }),
  );
});

test('no code is genuine with a character changed, under another key, or made up', () => {
  fc.assert(
    fc.property(key, key, rid, fc.nat(19), (mine, other, one, at) => {
      fc.pre(Buffer.compare(Buffer.from(mine), Buffer.from(other)) !== 0);
      const code = referenceCode(mine, one, 1).replaceAll('-', '');
      const changed = code.slice(0, at) + (code[at] === 'Z' ? 'Y' : 'Z') + code.slice(at + 1);
      expect(checkReference(mine, changed)).toBe(false);
      expect(checkReference(other, code)).toBe(false);
    }),
  );
  for (const junk of ['', '----', 'A'.repeat(20), 'A'.repeat(1_000_000), '\u0000'.repeat(20), 'ÄÖÜ']) {
    expect(checkReference(new Uint8Array(32), junk)).toBe(false);
  }
});

test('notices of one recipient have codes of their own', () => {
  const codes = [1, 2, 3].map((sequence) => referenceCode(new Uint8Array(32), 'a'.repeat(26), sequence));
  expect(new Set(codes).size).toBe(3);
});
