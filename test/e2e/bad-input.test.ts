import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { command } from '../support/command';
import { readSummary, temporaryFolder } from '../support/outputs';
import { incidentRecord } from '../support/records';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  mkdirSync(path.join(folder, 'a-folder'));
  write('good.csv', 'company,group,email\nAcme,blue,anna@acme.example\n');
  write('incident.json', JSON.stringify(incidentRecord()));
});

const at = (name: string) => path.join(folder, name);
function write(name: string, content: string | Buffer): string {
  writeFileSync(at(name), content);
  return at(name);
}
const run = (...args: string[]) => command('run', ...args, '--out', at('out'), '--json');

/** One line for a person, and nothing on the way of a program that reads the result. */
function expectOneLine({ stdout, stderr }: { stdout: string; stderr: string }): void {
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('    at ');
}

describe('what cannot even start is one clear line and exit code 1', () => {
  test.each<[string, () => string[], RegExp]>([
    ['no file', () => [], /at least one file/],
    ['a missing file', () => [at('none.csv')], /none\.csv: there is no such file/],
    ['a folder', () => [at('a-folder')], /a-folder: it is not a file/],
    [
      'a missing record',
      () => [at('good.csv'), '--incident', at('none.json')],
      /none\.json: there is no such/,
    ],
    [
      'a record that is not JSON',
      () => [at('good.csv'), '--incident', write('text.json', '{ "incident": ')],
      /text\.json/,
    ],
    [
      'a record with a wrong field',
      () => {
        const record = incidentRecord({ times: { ...incidentRecord().times, awareAt: 'yesterday' } });
        return [at('good.csv'), '--incident', write('wrong.json', JSON.stringify(record))];
      },
      /times\.awareAt/,
    ],
    [
      'an incident id that is not allowed',
      () => {
        const record = incidentRecord({ incident: 'Not Allowed!' });
        return [at('good.csv'), '--incident', write('id.json', JSON.stringify(record))];
      },
      /incident: .*a-z/,
    ],
    ['a rate that is none', () => [at('good.csv'), '--rate', 'fast'], /'fast'/],
    ['an unknown option', () => [at('good.csv'), '--aprove'], /--aprove/],
  ])('%s', async (_, args, says) => {
    const finished = await run(...args());
    const { code, stderr } = finished;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
    expectOneLine(finished);
  });

  test('--debug shows where it happened, below the same line', async () => {
    const { code, stderr } = await command('--debug', 'run', at('none.csv'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^breach-notify: .*none\.csv: there is no such file.*\n(.*\n)* {4}at /);
  });

  test('a data folder of a newer version', async () => {
    const data = at('newer');
    mkdirSync(data);
    writeFileSync(path.join(data, 'version'), '999\n');
    const finished = await run(at('good.csv'), '--data', data);
    expect(finished.code).toBe(1);
    expect(finished.stderr).toMatch(/newer/);
    expectOneLine(finished);
  });

  test('a pack that is not there', async () => {
    const finished = await command('verify', at('none.zip'));
    expect(finished.code).toBe(1);
    expectOneLine(finished);
  });

  test('a pack that is no ZIP is not genuine', async () => {
    expect((await command('verify', write('text.zip', 'not a zip'))).code).toBe(3);
  });
});

describe('a file that cannot be read holds the incident: exit code 2, with summary and packs, nothing lost', () => {
  test.each<[string, string | Buffer]>([
    ['empty', ''],
    ['binary', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 255, 254, 0, 9])],
    ['without addresses', 'company,group\nAcme,blue\nBeta,red\n'],
  ])('%s', async (name, content) => {
    const file = write(`${name.replaceAll(' ', '-')}.csv`, content);
    const finished = await run(file, '--incident', at('incident.json'), '--approve');
    const { code, stderr } = finished;
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^held: file-refused: /m) });
    const summary = readSummary(at('out'));
    expect(JSON.parse(finished.stdout)).toEqual(summary);
    expect(summary.holds.map(({ code }) => code)).toContain('file-refused');
    expect(summary.recipients.total).toBe(0);
    expect((await command('verify', path.join(at('out'), 'evidence.zip'))).code).toBe(0);
  });

  test('without a record there is no notice to send, and the people are counted', async () => {
    const finished = await run(at('good.csv'), '--approve');
    const { code, stderr } = finished;
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^held: no-notice: /m) });
    expect(stderr).toMatch(/--data DIR/);
    expect(readSummary(at('out')).recipients).toMatchObject({ total: 1, pending: 1 });
  });
});
