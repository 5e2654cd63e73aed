import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { reportOf } from '../../bin/command/report';
import { command, type Finished, finished as finishedOf, npmStart, root } from '../support/command';
import { mailedTo, mailsOf, readSummary, repeated, temporaryFolder } from '../support/outputs';

const samples = path.join(root, 'samples');
const file = path.join(samples, 'customers.csv');

const shell = (script: string) => execFileSync('bash', ['-c', script], { encoding: 'utf8' });

/** Distinct usable addresses of the sample, found by other programs than ours. */
const byOtherPrograms = () =>
  shell(
    `awk 'NR > 1' '${file}' | grep -oE '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]+' | tr 'A-Z' 'a-z' | LC_ALL=C sort -u`,
  )
    .trim()
    .split('\n');

describe('the sample goes in; everyone is told once; proof comes out', () => {
  let out: string;
  let finished: Finished;

  beforeAll(async () => {
    out = path.join(await temporaryFolder(), 'out');
    const incident = path.join(samples, 'incident.json');
    const how = ['--incident', incident, '--approve', '--rate', '500', '--out', out, '--json'];
    finished = await finishedOf(npmStart('run', file, ...how));
  }, 240_000);

  test('exit 0, and --json prints nothing but the summary', () => {
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(finished.stdout)).toEqual(readSummary(out));
  });

  test('no line is lost: the account adds up to what awk counts', () => {
    const { files } = readSummary(out);
    expect(files).toHaveLength(1);
    const { lines, quarantine } = files[0]!;
    const { total, header, record, blank, quarantined } = lines;
    expect(total).toBe(Number(shell(`awk 'END{print NR}' '${file}'`)));
    expect(header + record + blank + quarantined).toBe(total);
    expect(quarantined).toBeLessThan(total / 100);
    expect(quarantine.reduce((sum, { line, lineTo }) => sum + lineTo - line + 1, 0)).toBe(quarantined);
  });

  test('exactly those are told whom other programs find in the file, each of them once', () => {
    const mailed = mailedTo(out);
    expect(repeated(mailed)).toEqual([]);
    expect(mailed.sort()).toEqual(byOtherPrograms());
    const { recipients } = readSummary(out);
    expect(recipients).toMatchObject({ total: mailed.length, delivered: mailed.length });
  });

  test('all sums hold', () => {
    const { reconciliation, phase, holds } = readSummary(out);
    expect({ phase, holds, balanced: reconciliation.balanced }).toEqual({
      phase: 'done',
      holds: [],
      balanced: true,
    });
    expect(reconciliation.checks.length).toBeGreaterThan(3);
    for (const { left, right, ok } of reconciliation.checks)
      expect({ left, ok }).toEqual({ left: right, ok: true });
  });

  test('the README shows what is printed', () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
    const [, shown = ''] = /You should see[^\n]*\n\n```\n(.*?)```/s.exec(readme) ?? [];
    const printed = reportOf(readSummary(out), 'out').split('\n');
    expect(shown.split('\n').length).toBeGreaterThan(5);
    for (const line of shown.split('\n')) expect(printed).toContain(line);
  });

  test('every mail names all companies and groups of its admin, and has no other recipient', async () => {
    const rows: string[][] = parse(readFileSync(file), { from_line: 2 });
    const affected = new Map<string, string[][]>();
    for (const [company = '', group = '', admin = ''] of rows) {
      const key = admin.trim().toLowerCase();
      affected.set(key, [...(affected.get(key) ?? []), [company.trim(), group.trim()]]);
    }
    let seen = 0;
    for await (const { to, others, text } of mailsOf(out)) {
      const missing = (affected.get(to) ?? []).flat().filter((name) => !text.includes(name));
      expect({ to, others, missing }).toEqual({ to, others: [], missing: [] });
      seen += affected.has(to) ? 1 : 0;
    }
    // A few rows hold more than one address, or one in brackets; they are told as well but not found by the cell.
    expect(seen).toBeGreaterThan(byOtherPrograms().length * 0.99);
    expect(Math.max(...[...affected.values()].map(({ length }) => length))).toBeGreaterThan(5);
  });

  test('verify calls both packs genuine, with the same key, and refuses another', async () => {
    for (const pack of ['evidence.zip', 'regulator.zip'].map((name) => path.join(out, name))) {
      const genuine = await command('verify', pack);
      expect({ code: genuine.code, stderr: genuine.stderr }).toEqual({ code: 0, stderr: '' });
      const [fingerprint = ''] = /[0-9a-f]{64}/.exec(genuine.stdout) ?? [];
      expect((await command('verify', pack, '--fingerprint', fingerprint)).code).toBe(0);
      expect((await command('verify', pack, '--fingerprint', 'ab'.repeat(32))).code).toBe(3);
    }
  });

  test('one flipped byte anywhere in the evidence, and verify says in one line what is wrong', async () => {
    const bytes = readFileSync(path.join(out, 'evidence.zip'));
    const altered = path.join(out, 'altered.zip');
    for (const share of [0.1, 0.5, 0.9]) {
      const copy = Buffer.from(bytes);
      copy[Math.floor(copy.length * share)]! ^= 1;
      writeFileSync(altered, copy);
      const { code, stderr } = await command('verify', altered);
      expect({ share, code }).toEqual({ share, code: 3 });
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/\w{4}/)]);
    }
  });
});
