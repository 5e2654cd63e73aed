import { unescapeText } from '../domain/intake/readers/sheet-reader';
import { Refusal } from '../domain/quarantine-codes';
import { eachTag } from './each-tag';
import type { ZipMember } from './zip';

/** A sheet of a workbook and where its cells are. */
export interface Sheet {
  name: string;
  hidden: boolean;
  xml: ZipMember;
}

/** An .xlsx workbook: sheets in order, hidden ones too, and the texts they share. */
export interface Workbook {
  sheets: Sheet[];
  shared: string[];
}

/** Texts are kept in memory while the sheets are read; a list of admins has far less. */
const MAX_SHARED_CHARACTERS = 256 * 1024 * 1024;

const OFFICE: [string, string][] = [
  ['xl/workbook.bin', '.xlsb'],
  ['word/', 'Word'],
  ['ppt/', 'PowerPoint'],
  ['Index/Document.iwa', 'Apple Numbers or Pages'],
  ['mimetype', 'OpenDocument or an e-book'],
  ['[Content_Types].xml', 'an Office document'],
];

/** Whether a ZIP is a workbook (or another office document, which is refused). */
export function isWorkbook(members: readonly ZipMember[]): boolean {
  if (members.some(({ name }) => name === 'xl/workbook.xml')) return true;
  const office = OFFICE.find(([name]) => members.some((member) => member.name.startsWith(name)));
  if (office) throw new Refusal('not-a-table', office[1]);
  return false;
}

/** @throws Refusal when parts are missing or are no XML. */
export async function openWorkbook(members: readonly ZipMember[]): Promise<Workbook> {
  const part = (name: string) => members.find((member) => member.name === name);
  const targets = new Map<string, string>();
  await eachTag(part('xl/_rels/workbook.xml.rels'), ({ name, attributes }) => {
    if (name.endsWith('Relationship')) targets.set(attributes.Id ?? '', attributes.Target ?? '');
  });
  const sheets: Sheet[] = [];
  await eachTag(part('xl/workbook.xml'), ({ name, attributes }) => {
    if (name !== 'sheet' && !name.endsWith(':sheet')) return;
    const target = targets.get(attributes['r:id'] ?? '') ?? '';
    const xml = part(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    // Chart and dialog sheets hold no rows.
    if (!xml || !target.includes('worksheets/')) return;
    sheets.push({
      name: attributes.name ?? '',
      hidden: attributes.state !== undefined && attributes.state !== 'visible',
      xml,
    });
  });
  if (sheets.length === 0) throw new Refusal('archive-damaged');
  return { sheets, shared: await sharedTexts(part('xl/sharedStrings.xml')) };
}

async function sharedTexts(member: ZipMember | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (!member) return texts;
  let current: string | undefined;
  let inText = false;
  let phonetic = 0;
  let characters = 0;
  await eachTag(
    member,
    ({ name }) => {
      if (name.endsWith('si')) current = '';
      else if (name.endsWith('rPh')) phonetic++;
      else if (name === 't' || name.endsWith(':t')) inText = true;
    },
    ({ name }) => {
      if (name.endsWith('si')) texts.push(unescapeText(current ?? ''));
      else if (name.endsWith('rPh')) phonetic--;
      else if (name === 't' || name.endsWith(':t')) inText = false;
    },
    (text) => {
      if (!inText || phonetic > 0) return;
      current = (current ?? '') + text;
      characters += text.length;
      if (characters > MAX_SHARED_CHARACTERS) throw new Refusal('too-large');
    },
  );
  return texts;
}
