import fc from 'fast-check';
import { extractAddresses } from '../../../lambdas/domain/addresses/extract';
import { PlainAddress } from '../../../lambdas/domain/intake/rows/plain-address';

const reader = new PlainAddress();
const key = Buffer.alloc(512);

const isPlain = (text: string): boolean => {
  const bytes = Buffer.from(text);
  return reader.read(bytes, 0, bytes.length, key);
};

test('what the short way takes, the long way reads as exactly this one address', () => {
  const letters = fc.constantFrom(...'aZ09._+-@\'"<>;: é/xn');
  const text = fc.array(letters, { maxLength: 24 }).map((parts) => parts.join(''));
  const likely = fc
    .tuple(text, text, fc.constantFrom('.com', '.example', '.c', '', '.123', '.xn--p1ai'))
    .map(([local, domain, end]) => `${local}@${domain}${end}`);
  const simple = fc
    .tuple(
      fc.stringMatching(/^[a-zA-Z0-9._+-]{1,8}$/),
      fc.stringMatching(/^[a-zA-Z0-9.-]{1,8}\.[a-zA-Z]{1,3}$/),
    )
    .map(([local, domain]) => `${local}@${domain}`);
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof(likely, simple, fc.emailAddress()), (candidate) => {
      if (!isPlain(candidate)) return;
      plain++;
      const at = candidate.indexOf('@');
      expect(reader.at).toBe(at);
      expect(reader.folded).toBe(/[A-Z]/.test(candidate.slice(0, at)));
      expect(key.toString('latin1', 0, candidate.length)).toBe(candidate.toLowerCase());
      const address = candidate.slice(0, at) + candidate.slice(at).toLowerCase();
      expect(extractAddresses(candidate)).toEqual({
        usable: [{ address, key: candidate.toLowerCase(), flags: [] }],
        unusable: 0,
        words: 0,
      });
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(100);
});

test.each(['bob@example.com', 'Bob.Smith+tag@mail.example.org', 'a_b-c@x-y.example', '1@2.example'])(
  '%s takes the short way',
  (address) => expect(isPlain(address)).toBe(true),
);

test.each([
  '',
  '@',
  'a@',
  '@b.example',
  'a@b',
  '.a@b.example',
  'a.@b.example',
  'a..b@c.example',
  'a@b..example',
  'a@-b.example',
  'a@b-.example',
  'a@b.example.',
  "o'neil@b.example",
  'a@xn--b.example',
  'a@b.123',
  'a@b.c',
  'ä@b.example',
  'a b@c.example',
  `${'a'.repeat(65)}@b.example`,
  `a@${'b'.repeat(64)}.example`,
])('%j does not', (address) => expect(isPlain(address)).toBe(false));
