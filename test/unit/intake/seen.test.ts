import fc from 'fast-check';
import { Dedupe, TooManyEntries } from '../../../lambdas/domain/intake/seen/dedupe';
import { Fingerprint, scratchOf } from '../../../lambdas/domain/intake/seen/fingerprint';
import { SeenTable } from '../../../lambdas/domain/intake/seen/seen-table';

const KEY = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const name = fc.string({ maxLength: 40, unit: 'grapheme' });

test('the table of what was seen answers as a set does', () => {
  const exposure = fc
    .tuple(fc.nat(5), fc.nat(3), fc.nat(60))
    .map(([a, b, c]) => ({ company: `c${a}`, group: `g${b}`, key: `k${c}@x.example` }));
  fc.assert(
    fc.property(fc.array(exposure, { maxLength: 400 }), (all) => {
      const dedupe = new Dedupe(KEY);
      const exposures = new Set<string>();
      const recipients = new Set<string>();
      for (const { company, group, key } of all) {
        const text = JSON.stringify([company, group, key]);
        expect(dedupe.add(company, group, key, key)).toBe(!exposures.has(text));
        exposures.add(text);
        recipients.add(key);
      }
      expect(dedupe.exposures).toBe(exposures.size);
      expect(dedupe.recipients).toBe(recipients.size);
    }),
  );
});

test('parts never run into each other, whatever is in them', () => {
  fc.assert(
    fc.property(name, name, name, name, (a, b, c, d) => {
      const dedupe = new Dedupe(KEY);
      dedupe.add(a, b, 'x@y.example', 'x@y.example');
      expect(dedupe.add(c, d, 'x@y.example', 'x@y.example')).toBe(
        Buffer.from(a).compare(Buffer.from(c)) !== 0 || Buffer.from(b).compare(Buffer.from(d)) !== 0,
      );
    }),
  );
});

test.each([0, 300_000])('half a million entries, none confused, none lost (%i expected)', (expected) => {
  const table = new SeenTable(true, expected);
  const fingerprint = new Fingerprint(KEY);
  const scratch = scratchOf(64);
  const out = new Int32Array(4);
  const words = new Int32Array(6);
  const put = (entry: number) => {
    fingerprint.of(scratch, scratch.bytes.write(`admin${entry}@example.com`), out);
    words.set([...out.subarray(0, 3), entry, 0, entry]);
    return table.add(words, 0);
  };
  for (let entry = 0; entry < 500_000; entry++)
    if (!put(entry)) throw new Error(`${entry} was taken for another`);
  expect(table.size).toBe(500_000);
  for (let entry = 0; entry < 500_000; entry += 997) {
    expect(put(entry)).toBe(false);
    expect(table.foundWith(words, 3)).toBe(true);
  }
});

test('rows put off are answered as rows taken at once, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 600 }), (all) => {
      const later = new Dedupe(KEY);
      const answers: boolean[] = [];
      const resolve = () => later.resolve((_, isNew) => void answers.push(isNew));
      for (const entry of all) {
        const length = later.key.bytes.write(`k${entry}`);
        if (later.defer(length, later.part(Buffer.from('c'), 0, 1, 0)) === 'full') resolve();
      }
      resolve();
      const seen = new Set<number>();
      expect(answers).toEqual(all.map((entry) => !seen.has(entry) && !!seen.add(entry)));
      expect(later.recipients).toBe(new Set(all).size);
    }),
  );
});

test('a fingerprint depends on every byte, on the length and on the key', () => {
  const of = (text: string, key = KEY) => {
    const out = new Int32Array(4);
    const scratch = scratchOf(256);
    new Fingerprint(key).of(scratch, scratch.bytes.write(text), out);
    return out.join();
  };
  const texts = Array.from({ length: 70 }, (_, length) => 'a'.repeat(length));
  for (const text of texts.slice(1)) {
    for (let at = 0; at < text.length; at++) texts.push(`${text.slice(0, at)}b${text.slice(at + 1)}`);
  }
  expect(new Set(texts.map((text) => of(text))).size).toBe(texts.length);
  expect(of('a')).not.toBe(of('a', Buffer.alloc(16)));
  expect(of('a')).toBe(of('a'));
});

test('shares part the recipients: each is in exactly one', () => {
  const shares = [0, 1, 2, 3].map((index) => new Dedupe(KEY, { share: { index, of: 4 } }));
  for (let entry = 0; entry < 2_000; entry++) {
    const key = `admin${entry}@example.com`;
    expect(shares.filter((share) => share.add('c', 'g', key, key))).toHaveLength(1);
  }
  for (const share of shares) expect(share.recipients).toBeGreaterThan(400);
});

test('a full table says so before memory does', () => {
  const dedupe = new Dedupe(KEY, { most: 10 });
  const fill = () => {
    for (let entry = 0; entry < 11; entry++) dedupe.add('c', 'g', `k${entry}`, `k${entry}`);
  };
  expect(fill).toThrow(TooManyEntries);
  expect(dedupe.exposures).toBe(10);
});
