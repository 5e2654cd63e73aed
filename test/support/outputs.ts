import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import type { Summary } from '../../bin/command/summary';

export const temporaryFolder = () => mkdtemp(path.join(tmpdir(), 'breach-notify-test-'));

export const readSummary = (out: string): Summary =>
  JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));

const emlOf = (out: string) => {
  const folder = path.join(out, 'mail');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
};

/** The To address of every mail in the folder, folded for comparison; one entry a mail. */
export const mailedTo = (out: string): string[] => emlOf(out).map(recipientOf);

function recipientOf(mail: string): string {
  const [, to = ''] = /^To:\s*(?:.*<)?([^<>\r\n]+)>?\r?$/im.exec(mail) ?? [];
  return to.trim().toLowerCase();
}

/** Every mail of the folder as a mail program shows it: its text, and whoever else would get it. */
export async function* mailsOf(out: string) {
  const asIs = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };
  for (const eml of emlOf(out)) {
    const { text = '', to = [], cc = [], bcc = [] } = await simpleParser(eml, asIs);
    const [first, ...others] = [to, cc, bcc]
      .flat()
      .flatMap(({ value }) => value.map(({ address }) => address));
    yield { to: (first ?? '').toLowerCase(), others, text };
  }
}

/** What stands more than once. */
export function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
