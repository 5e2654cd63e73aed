import { readFile } from 'node:fs/promises';
import type { ExposureItem, RecordItem } from '../../../lambdas/adapters/register/items';
import { appendLog } from '../../../lambdas/adapters/register/log';
import { keepRecord, recordHashOf } from '../../../lambdas/adapters/register/record-versions';
import { parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { packsOf, seeded } from '../../support/build-packs';
import { at, INCIDENT, itemsOfPerson, personOf, record } from '../../support/export-fixture';
import { pdfStreams, pdfText } from '../../support/pdf-text';
import { unzip } from '../../support/zip';

const PEOPLE = 400;
const SCRIPTS = [
  (i: number) => `Łódzkie Zakłady ${i} Żelaza`,
  (i: number) => `示例資安第${i}股份有限公司`,
  (i: number) => `ООО «Ромашка ${i}»`,
  (i: number) => `<b>Quote "${i}" & Sons</b>`,
  (i: number) => `=SUM(A${i}) Holding`,
];
const companyOf = (i: number) => SCRIPTS[i % SCRIPTS.length]!(i);

/** Everything of the file that the pack must not repeat. */
const namesOf = (i: number) => {
  const { address, rid, group } = personOf(i);
  return [address, rid, companyOf(i), `${group}-team`];
};

const isExposure = (item: { sk: string }): item is ExposureItem => item.sk.includes('#X');

/** A register of many names, each of some of which somebody also wrote into a text of the incident record. */
async function register() {
  const table = await seeded(PEOPLE);
  for (let i = 0; i < PEOPLE; i++) {
    for (const item of itemsOfPerson(i).filter(isExposure)) {
      const renamed: ExposureItem = { ...item, company: companyOf(i), group: `${item.group}-team` };
      table.seed(renamed);
    }
  }
  const told = Array.from({ length: 40 }, (_, i) => namesOf(i * 7).join(', ')).join('; ');
  const { texts } = record.notice;
  const parsed = parseIncidentRecord({
    ...record,
    title: `List with ${companyOf(1)} and ${companyOf(2)}`,
    notice: { ...record.notice, texts: { en: { ...texts.en, whatHappened: `They were named: ${told}.` } } },
    measures: { taken: [`Called ${companyOf(3)} by telephone`] },
    contracts: [{ name: `${companyOf(4)} agreement`, hours: 24 }],
  });
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
  const hash = recordHashOf(parsed.record);
  const { put: version } = keepRecord(INCIDENT, hash, parsed.record) as { put: RecordItem };
  table.seed(version);
  const said = { by: 'alice', what: 'incident-described', facts: { record: hash, fields: [] } };
  await appendLog(table, INCIDENT, said, { now: () => new Date(at(6001)) });
  const run = { run: 'run-2', manifest: 'abc', generation: 1, lanes: 1 };
  const started = { by: 'reconcile', what: 'run-started', facts: run };
  await appendLog(table, INCIDENT, started, { now: () => new Date(at(6002)) });
  return table;
}

/** Each way in which a name can stand in bytes: as text, in a PDF's UTF-16 or hex, escaped for JSON, HTML or CSV. */
function formsOf(name: string): string[] {
  const utf16 = Buffer.from(name, 'utf16le').swap16();
  const html = name.replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!,
  );
  const texts = [name, JSON.stringify(name).slice(1, -1), html, name.replaceAll('"', '""')];
  const readings = texts.flatMap((text) => [text, text.normalize('NFD'), text.toUpperCase()]);
  const bytes = readings.map((text) => Buffer.from(text).toString('latin1'));
  return [...new Set([...bytes, utf16.toString('latin1'), utf16.toString('hex').toUpperCase()])];
}

/** All that a pack holds, as Latin-1: the ZIP's own bytes, each file, and each stream of each PDF and its text. */
async function everythingIn(path: string): Promise<string> {
  const parts = [(await readFile(path)).toString('latin1')];
  for (const [name, content] of await unzip(path)) {
    parts.push(name, content.toString('latin1'));
    if (!name.endsWith('.pdf')) continue;
    const text = await pdfText(content);
    const joined = text.replace(/\s+/g, ' ');
    parts.push(...(await pdfStreams(content)));
    for (const form of [text, joined, joined.replaceAll(' ', '')])
      parts.push(Buffer.from(form).toString('latin1'));
  }
  return parts.join('\n');
}

test('no address, rid, company or group is anywhere in the regulator pack, in no form and no layer', async () => {
  const packs = await packsOf(await register());
  const [evidence, regulator] = [await everythingIn(packs.evidence), await everythingIn(packs.regulator)];
  const inside = (text: string, name: string) => formsOf(name).some((form) => text.includes(form));
  const names = Array.from({ length: PEOPLE }, (_, i) => namesOf(i)).flat();
  // the search finds what is there: all of them in the evidence
  expect(names.filter((name) => !inside(evidence, name))).toEqual([]);
  expect(names.filter((name) => inside(regulator, name))).toEqual([]);
  expect(regulator.match(/\[name withheld\]/g)?.length).toBeGreaterThan(80);
});

test('the search of PDFs finds a company that only the report on paper shows', async () => {
  const packs = await packsOf(await register());
  const files = new Map(await unzip(packs.evidence));
  const text = (await pdfText(files.get('evidence/data/report.pdf')!)).replace(/\s+/g, '');
  const shown = Array.from({ length: PEOPLE }, (_, i) => companyOf(i).replace(/\s+/g, ''));
  // a hundred in the table, and two in the title
  expect(shown.filter((name) => text.includes(name))).toHaveLength(102);
});

test('fonts of the regulator pack hold no letter that its own words do not need', async () => {
  const packs = await packsOf(await register());
  const pdf = new Map(await unzip(packs.regulator)).get('regulator/data/report.pdf')!;
  const tables = (await pdfStreams(pdf)).filter((stream) => stream.includes('begincmap')).join('\n');
  for (const letter of '示Ромашка') {
    const code = letter.codePointAt(0)!.toString(16).padStart(4, '0');
    expect(tables.toLowerCase()).not.toContain(`<${code}>`);
  }
});
