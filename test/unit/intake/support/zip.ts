import { ZipFile } from 'yazl';

/** A ZIP in memory. */
export async function zipped(entries: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(content), name);
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export interface TestSheet {
  name: string;
  state?: 'hidden' | 'veryHidden';
  /** Row number to cells; a leading `!` on the number hides the row. */
  rows: Record<string, (string | number | null)[]>;
}

/** An .xlsx as Excel writes it: shared texts (some in runs), numbers, cells that are not there. */
export async function workbook(...sheets: TestSheet[]): Promise<Buffer> {
  const shared: string[] = [];
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="x"/>',
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheets
      .map(
        ({ name, state }, index) =>
          `<sheet name="${xml(name)}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map(
        (_, index) =>
          `<Relationship Id="rId${index + 1}" Type="worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
      )
      .join('')}</Relationships>`,
  };
  for (const [index, sheet] of sheets.entries())
    files[`xl/worksheets/sheet${index + 1}.xml`] = sheetXml(sheet, shared);
  files['xl/sharedStrings.xml'] = `<sst>${shared.map(sharedXml).join('')}</sst>`;
  return zipped(files);
}

function sheetXml({ rows }: TestSheet, shared: string[]): string {
  const lines = Object.entries(rows).map(([number, cells]) => {
    const hidden = number.startsWith('!');
    const row = number.replace('!', '');
    const columns = cells.map((cell, column) =>
      cellXml(cell, `${String.fromCharCode(65 + column)}${row}`, shared),
    );
    return `<row r="${row}"${hidden ? ' hidden="1"' : ''}>${columns.join('')}</row>`;
  });
  return `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: string | number | null, place: string, shared: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (cell.startsWith('=')) return `<c r="${place}" t="str"><f>A1</f><v>${xml(cell.slice(1))}</v></c>`;
  if (cell.startsWith('~')) return `<c r="${place}" t="inlineStr"><is><t>${xml(cell.slice(1))}</t></is></c>`;
  return `<c r="${place}" t="s"><v>${shared.push(cell) - 1}</v></c>`;
}

/** Half of them in two runs, with a phonetic hint that is not part of the text. */
function sharedXml(text: string, index: number): string {
  if (index % 2 === 0) return `<si><t>${xml(text)}</t></si>`;
  const half = Math.ceil(text.length / 2);
  return `<si><r><t>${xml(text.slice(0, half))}</t></r><r><t xml:space="preserve">${xml(text.slice(half))}</t></r><rPh sb="0" eb="1"><t>hint</t></rPh></si>`;
}
