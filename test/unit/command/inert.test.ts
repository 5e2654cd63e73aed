import fc from 'fast-check';
import { inert, inertJson } from '../../../bin/command/inert';

test.each([
  ['an escape sequence', 'a\u001b[31mred', 'a\\u{1b}[31mred'],
  ['the eight-bit form of one', '\u009b31m', '\\u{9b}31m'],
  ['a title and a bell', '\u001b]0;owned\u0007', '\\u{1b}]0;owned\\u{7}'],
  ['text turned round', 'moc.\u202eelpmaxe', 'moc.\\u{202e}elpmaxe'],
  ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['line breaks of all kinds', 'a\r\nb\u2028c\u0085d', 'a\\u{d}\\u{a}b\\u{2028}c\\u{85}d'],
  ['invisible characters', 'ad\u200bmin\ufeff', 'ad\\u{200b}min\\u{feff}'],
  ['tags', '\u{e0041}', '\\u{e0041}'],
  ['half a character', 'x\ud800', 'x\\u{d800}'],
])('%s is shown and does nothing', (_what, hostile, shown) => {
  expect(inert(hostile)).toBe(shown);
});

test('ordinary text of any script stays as it is', () => {
  const text = 'Müller & Söhne, 公司 – Ω "x" <y> 100 % – 한국어, اسم';
  expect(inert(text)).toBe(text);
});

const anything = fc.string({ unit: 'binary', maxLength: 200 });

test('whatever a file holds, what is printed holds no control, format or separator character', () => {
  fc.assert(
    fc.property(anything, (text) => {
      expect(inert(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('JSON that is printed parses to the same value and is inert, too', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const printed = inertJson({ text, list: [text] });
      expect(JSON.parse(printed)).toEqual({ text, list: [text] });
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
