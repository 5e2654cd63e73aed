import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Summary } from '../../bin/command/summary';

export const temporaryFolder = () => mkdtemp(path.join(tmpdir(), 'breach-notify-test-'));

export const readSummary = (out: string): Summary =>
  JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8'));

/** The To address of every mail in the folder, folded for comparison; one entry a mail. */
export function mailedTo(out: string): string[] {
  const folder = path.join(out, 'mail');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => recipientOf(readFileSync(path.join(folder, name), 'utf8')));
}

function recipientOf(mail: string): string {
  const [, to = ''] = /^To:\s*(?:.*<)?([^<>\r\n]+)>?\r?$/im.exec(mail) ?? [];
  return to.trim().toLowerCase();
}

/** What stands more than once. */
export function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}
