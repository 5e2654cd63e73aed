import { create, type Font } from '@cantoo/fontkit';
import { decodePDFRawStream, PDFDict, PDFDocument, PDFName, type PDFRawStream } from '@cantoo/pdf-lib';
import { openFont } from '../../../../lambdas/export/pdf/font-file';
import { slicesFor, type Weight } from '../../../../lambdas/export/pdf/font-slices';
import { Paper } from '../../../../lambdas/export/pdf/paper';
import { pdfText } from '../../../support/pdf-text';

const NAMES = [
  'Müller & Söhne, Łódź, Çağdaş, Příliš žluťoučký',
  'ООО «Ромашка», Київ, Ґрунт',
  'Ελληνική Εταιρεία, Ὀδύσσεια',
  'Công ty Cổ phần Việt Nam',
  '台灣資安股份有限公司',
  '贵阳网络信息安全有限公司',
  '株式会社セキュリティ・ラボ',
  '주식회사 보안연구소',
  'บริษัท ตัวอย่าง',
];

async function printed(texts: readonly string[], weight: Weight = 400) {
  const paper = await Paper.create(
    'Names',
    new Date(0),
    texts.map((text) => [text, weight]),
  );
  for (const text of texts) {
    const lines = paper.wrap(text, 400, 10, weight);
    paper.lines(lines, { size: 10, weight });
    paper.skip(Paper.height(lines.length, 10));
  }
  return { paper, pdf: await paper.save('foot') };
}

const squeezed = (text: string) => text.replace(/\s+/g, '');

test.each([400, 600] as const)(
  'names of every script are in the PDF as they are, at weight %i',
  async (weight) => {
    const { pdf, paper } = await printed(NAMES, weight);
    expect(paper.fonts.missing).toBe(0);
    const text = squeezed(await pdfText(pdf));
    for (const name of NAMES) expect(text).toContain(squeezed(name));
  },
);

test('a character that no font has is printed by its number, and counted', async () => {
  const { pdf, paper } = await printed(['Smile 😀 Ltd', '😀 again, and a Cherokee letter: Ꭰ']);
  const text = squeezed(await pdfText(pdf));
  expect(text).toContain('Smile[U+1F600]Ltd');
  expect(text).toContain('letter:[U+13A0]');
  expect(paper.fonts.missing).toBe(2);
});

test('control, bidirectional and zero-width characters leave no trace', async () => {
  const { pdf, paper } = await printed(['a\u202Egnp.exe\u202C\u0007 b\u200Bc\u2060d']);
  expect(squeezed(await pdfText(pdf))).toContain('agnp.exebcd');
  expect(paper.fonts.missing).toBe(0);
});

test.each([
  ['Ltd חברת 12 דוגמה Inc', 'Ltd המגוד 12 תרבח Inc'],
  ['חברת (דוגמה) 12', '12 (המגוד) תרבח'],
  ['חברת Ltd', 'Ltd תרבח'],
])('Hebrew stands from right to left, whatever surrounds it: %s', async (name, expected) => {
  const { pdf } = await printed([name]);
  expect(squeezed(await pdfText(pdf))).toContain(squeezed(expected));
});

test('dots and vowels stand where their font puts them; letters that only follow each other are left alone', async () => {
  const { paper } = await printed(['شن Ltd']);
  const runs = paper.fonts.runs('شن Ltd', 400);
  expect(runs.map(({ text, shaped }) => [text, Boolean(shaped)])).toEqual([
    ['Ltd', false],
    [' ', false],
    ['شن', true],
  ]);
  const arabic = runs.at(-1);
  // two letters without dots, and the dots of both, which take no width and stand off the line
  const { glyphs, width } = arabic!.shaped!;
  expect(glyphs).toHaveLength(4);
  expect(glyphs.filter(({ y }) => y !== 0)).toHaveLength(2);
  expect(arabic?.width).toBe(width);
  expect(Math.max(...glyphs.map(({ x }) => x))).toBeLessThan(width);
});

test('the outlines that are embedded are those of the font at that weight', async () => {
  const { pdf } = await printed(['資'], 600);
  const [slice] = slicesFor('資'.codePointAt(0)!).filter(({ variable }) => variable);
  const source = await openFont(slice!, 600);
  const expected = source.glyphForCodePoint('資'.codePointAt(0)!);
  const embedded = (await fontsOf(pdf)).find(({ numGlyphs }) => numGlyphs === 2)!;
  const rounded = (font: Font, id: number) =>
    font.getGlyph(id)!.path.commands.map(({ command, args }) => [command, ...args.map(Math.round)]);
  // glyph 0 stands for whatever is not there
  expect(closed(rounded(embedded, 1))).toEqual(closed(rounded(source, expected!.id)));
  expect(rounded(embedded, 1)).not.toEqual(rounded(await openFont(slice!, 400), expected!.id));
});

/** Points alone: a contour may end where it began with a line or without. */
const closed = (commands: (string | number)[][]) =>
  commands.filter(([command]) => command === 'quadraticCurveTo').map(([, ...args]) => args);

async function fontsOf(pdf: Uint8Array): Promise<Font[]> {
  const { context } = await PDFDocument.load(pdf);
  const descriptors = context.enumerateIndirectObjects().flatMap(([, object]) => {
    const file = object instanceof PDFDict ? object.get(PDFName.of('FontFile2')) : undefined;
    return file ? [context.lookup(file) as PDFRawStream] : [];
  });
  return descriptors.map((stream) => create(Buffer.from(decodePDFRawStream(stream).decode())) as Font);
}
