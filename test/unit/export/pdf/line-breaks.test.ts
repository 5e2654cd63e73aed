import fc from 'fast-check';
import { linesOf } from '../../../../lambdas/export/pdf/line-breaks';

const letters = (text: string) => Array.from(new Intl.Segmenter('en').segment(text)).length;

test('breaks at spaces, between ideographs, and in a word that is longer than a line', () => {
  expect(linesOf('one two three', 8, letters)).toEqual(['one two', 'three']);
  expect(linesOf('Acme 台灣資安公司', 8, letters)).toEqual(['Acme 台灣資', '安公司']);
  expect(linesOf('ABCDEFGHIJ', 4, letters)).toEqual(['ABCD', 'EFGH', 'IJ']);
  expect(linesOf('公司、名', 2, letters)).toEqual(['公', '司、', '名']);
  expect(linesOf('', 4, letters)).toEqual(['']);
});

test('no letter is lost, doubled or torn, and every line fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 12 }), (text, width) => {
      const lines = linesOf(text, width, letters);
      expect(lines.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
      for (const line of lines) expect(letters(line)).toBeLessThanOrEqual(Math.max(width, 2));
    }),
  );
});
