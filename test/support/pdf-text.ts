import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  type PDFPage,
  PDFRawStream,
  PDFStream,
} from '@cantoo/pdf-lib';

/** What a reader can select and search in a PDF: its text by way of each font's ToUnicode table, a line a piece. */
export async function pdfText(pdf: Uint8Array): Promise<string> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  return document.getPages().map(pageText).join('\n');
}

/** Every stream of a PDF, inflated: pages, fonts, tables; as Latin-1. */
export async function pdfStreams(pdf: Uint8Array): Promise<string[]> {
  const { context } = await PDFDocument.load(pdf, { updateMetadata: false });
  return context
    .enumerateIndirectObjects()
    .flatMap(([, object]) => (object instanceof PDFRawStream ? [inflated(object)] : []));
}

const inflated = (stream: PDFStream) =>
  Buffer.from(decodePDFRawStream(stream as PDFRawStream).decode()).toString('latin1');

function pageText({ node }: PDFPage): string {
  const fonts = new Map<string, Map<string, string>>();
  const entries = node.Resources()?.lookup(PDFName.of('Font'), PDFDict).entries() ?? [];
  for (const [name] of entries) {
    const font = node.Resources()!.lookup(PDFName.of('Font'), PDFDict).lookup(name, PDFDict);
    fonts.set(name.toString(), letters(font.lookup(PDFName.of('ToUnicode'), PDFStream)));
  }
  const contents = node.lookup(PDFName.of('Contents'), PDFArray);
  const source = Array.from({ length: contents.size() }, (_, i) => inflated(contents.lookup(i, PDFStream)));
  let font = new Map<string, string>();
  let text = '';
  for (const [, name, hex] of source.join('\n').matchAll(/(\/\S+) [\d.]+ Tf|<([0-9A-F]*)> Tj/gi)) {
    if (name) font = fonts.get(name) ?? new Map();
    else
      text += `${(hex!.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph.toLowerCase()) ?? '\ufffd').join('')}\n`;
  }
  return text;
}

function letters(table: PDFStream): Map<string, string> {
  const pairs = inflated(table).matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gim);
  return new Map(
    Array.from(pairs, ([, glyph, utf16]) => [
      glyph!.toLowerCase(),
      Buffer.from(utf16!, 'hex').swap16().toString('utf16le'),
    ]),
  );
}
