import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { command, root } from '../support/command';
import { mailedTo, readSummary, repeated, temporaryFolder } from '../support/outputs';

const samples = path.join(root, 'samples');
const file = path.join(samples, 'customers.csv');

/** Distinct usable addresses of the sample, counted by other programs than ours. */
function countedByAwk(): number {
  const script = `awk 'NR > 1' '${file}' | grep -oE '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]+' | tr 'A-Z' 'a-z' | sort -u | wc -l`;
  return Number(execFileSync('bash', ['-c', script], { encoding: 'utf8' }));
}

describe('the sample goes in; everyone is told once; proof comes out', () => {
  let out: string;
  let finished: Awaited<ReturnType<typeof command>>;

  beforeAll(async () => {
    out = path.join(await temporaryFolder(), 'out');
    const incident = path.join(samples, 'incident.json');
    finished = await command(
      'run',
      file,
      '--incident',
      incident,
      '--approve',
      '--rate',
      '500',
      '--out',
      out,
      '--json',
    );
  });

  test('exit 0, and --json prints nothing but the summary', () => {
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(finished.stdout)).toEqual(readSummary(out));
  });

  test('recipients are the distinct addresses of the usable rows, and all have an outcome', () => {
    const { recipients } = readSummary(out);
    expect(recipients.total).toBe(countedByAwk());
    expect(recipients.delivered).toBe(recipients.total);
  });

  test('no line is lost: the account adds up to what awk counts', () => {
    const { files } = readSummary(out);
    const { total, header, record, blank, quarantined } = files[0]!.lines;
    expect(total).toBe(Number(execFileSync('awk', ['END{print NR}', file], { encoding: 'utf8' })));
    expect(header + record + blank + quarantined).toBe(total);
    expect(quarantined).toBeLessThan(total / 100);
  });

  test('nobody is told twice, nobody forgotten: one mail a recipient, one recipient a mail', () => {
    const mailed = mailedTo(out);
    expect(repeated(mailed)).toEqual([]);
    expect(mailed).toHaveLength(readSummary(out).recipients.total);
  });

  test('a mail names all companies and groups of its admin', async () => {
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .slice(1)
      .filter((row) => !row.includes('"'));
    const byAdmin = new Map<string, [string, string][]>();
    for (const row of rows) {
      const [company = '', group = '', admin = ''] = row.split(',').map((cell) => cell.trim());
      const key = admin.toLowerCase();
      byAdmin.set(key, [...(byAdmin.get(key) ?? []), [company, group]]);
    }
    const [admin, exposures] = [...byAdmin]
      .filter(([key]) => key.includes('@'))
      .sort((a, b) => b[1].length - a[1].length)[0]!;
    expect(exposures.length).toBeGreaterThan(2);
    const raw = execFileSync(
      'grep',
      ['-liE', `^To: .*${admin.replaceAll('.', '\\.')}`, '-r', path.join(out, 'mail')],
      { encoding: 'utf8' },
    );
    const mail = await simpleParser(readFileSync(raw.trim()));
    for (const [company, group] of exposures) {
      expect(mail.text).toContain(company);
      expect(mail.text).toContain(group);
    }
  });

  test('verify calls both packs genuine, and names what one flipped byte changed', async () => {
    for (const pack of ['evidence.zip', 'regulator.zip']) {
      const verified = await command('verify', path.join(out, pack));
      expect({ code: verified.code, stderr: verified.stderr }).toEqual({ code: 0, stderr: '' });
    }
    const bytes = readFileSync(path.join(out, 'evidence.zip'));
    const altered = path.join(out, 'altered.zip');
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(altered, bytes);
    const refused = await command('verify', altered);
    expect(refused.code).toBe(3);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });
});
