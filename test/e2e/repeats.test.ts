import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { command } from '../support/command';
import { type Row, rows, writeCase, writeCsv } from '../support/customer-files';
import { mailedTo, readSummary, repeated, temporaryFolder } from '../support/outputs';

/** One incident over several runs of the command on the same data folder. */
describe('what was told is not told again', () => {
  const first = rows(30);
  let folder: string;
  let out: string;
  let incident: string;
  let customers: string;

  async function run(...files: string[]) {
    const { code, stdout, stderr } = await command(
      ...['run', ...files, '--incident', incident, '--approve', '--rate', '500', '--json'],
      ...['--data', path.join(folder, 'data'), '--out', out],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(readSummary(out));
    return readSummary(out);
  }

  const admins = (of: Row[]) => of.map(({ admin }) => admin).sort();

  beforeAll(async () => {
    folder = await temporaryFolder();
    out = path.join(folder, 'out');
    ({ file: customers, incident } = writeCase(folder, first));
  });

  test('the first drop: everyone once', async () => {
    const { recipients } = await run(customers);
    expect(recipients).toMatchObject({ total: 30, delivered: 30 });
    expect(mailedTo(out).sort()).toEqual(admins(first));
  });

  test('the same file again, under its name and under another: not one mail more', async () => {
    const copy = path.join(folder, 'copy.csv');
    copyFileSync(customers, copy);
    const { recipients, files, reconciliation } = await run(customers, copy);
    expect(recipients).toMatchObject({ total: 30, delivered: 30 });
    expect(reconciliation.balanced).toBe(true);
    expect(files.map(({ name }) => name).sort()).toEqual(['copy.csv', 'customers.csv']);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(mailedTo(out).sort()).toEqual(admins(first));
  });

  test('10 new admins and 5 known ones, some with new companies: exactly 10 mails more', async () => {
    const added = rows(10, 100);
    const known = first.slice(0, 5);
    const elsewhere = known.slice(0, 2).map((row) => ({ ...row, company: 'Another one', group: 'another' }));
    const second = writeCsv(folder, 'second.csv', [...added, ...known, ...elsewhere]);
    const { recipients, files, reconciliation } = await run(second);
    expect(recipients).toMatchObject({ total: 40, delivered: 40, pending: 0 });
    expect(reconciliation.balanced).toBe(true);
    expect(files.find(({ name }) => name === 'second.csv')).toMatchObject({
      lines: { total: 18, header: 1, record: 17, blank: 0, quarantined: 0 },
      exposures: 17,
    });
    const mailed = mailedTo(out);
    expect(repeated(mailed)).toEqual([]);
    expect(mailed.sort()).toEqual(admins([...first, ...added]));
  });
});
