import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explained, openDataFolder } from '../../../local/data-folder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (content: unknown) => writeFileSync(join(folder, 'lock'), JSON.stringify(content));

/** A process id that was in use and is no more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

test('it is made, keeps its secret to this user, and is the same when opened again', () => {
  const path = join(folder, 'new/state');
  const first = openDataFolder(path);
  const { secret } = first;
  expect(statSync(join(path, 'secret')).mode & 0o077).toBe(0);
  expect(existsSync(first.directory('s3'))).toBe(true);
  first.close();
  const second = openDataFolder(path);
  expect(second.secret.equals(secret)).toBe(true);
  second.close();
});

test('two data folders have different secrets', () => {
  const [one, two] = [openDataFolder(join(folder, '1')), openDataFolder(join(folder, '2'))];
  expect(one.secret.equals(two.secret)).toBe(false);
  one.close();
  two.close();
});

test('one process at a time: the second is told who has it, and the first keeps it', () => {
  const first = openDataFolder(folder);
  expect(() => openDataFolder(folder)).toThrow(`in use by process ${process.pid}`);
  expect(() => openDataFolder(folder)).toThrow('in use');
  first.close();
  openDataFolder(folder).close();
});

test('the lock of a killed process is taken over', async () => {
  lock({ pid: await deadPid(), started: '1' });
  openDataFolder(folder).close();
});

test('so is one whose dead process nobody has collected yet, as in containers without an init', async () => {
  if (process.platform !== 'linux') return;
  // The shell's background child becomes the child of a sleep, which never asks how it ended.
  const script = 'sleep 60 & echo $!; exec sleep 60';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    // Until it has become the sleep, the shell still collects its child.
    while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n') await new Promise(setImmediate);
    const fields = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    lock({ pid, started: fields()[19] });
    expect(() => openDataFolder(folder)).toThrow(`in use by process ${pid}`);
    process.kill(pid, 'SIGKILL');
    while (fields()[0] !== 'Z') await new Promise(setImmediate);
    openDataFolder(folder).close();
  } finally {
    parent.kill('SIGKILL');
  }
});

test('so is one whose process id has been given to another process since', () => {
  lock({ pid: process.ppid, started: 'never' });
  if (process.platform === 'linux') openDataFolder(folder).close();
  else expect(() => openDataFolder(folder)).toThrow('in use');
});

test('and one that a crash left empty or torn', () => {
  writeFileSync(join(folder, 'lock'), '{"pid":');
  openDataFolder(folder).close();
});

test('a lock is whole or not there, and nothing of it stays behind', () => {
  const data = openDataFolder(folder);
  expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  data.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('lock'))).toEqual([]);
});

test('of several processes that find a dead lock at once exactly one takes it', async () => {
  lock({ pid: await deadPid(), started: '1' });
  const script = join(__dirname, '../../support/take-folder.ts');
  const tsx = require.resolve('tsx/cli');
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [tsx, script, folder], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const answers = await Promise.all(
    children.map(async (child) => String((await once(child.stdout, 'data'))[0]).trim()),
  );
  for (const child of children) child.stdin.end();
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
  expect(answers.filter((answer) => answer.includes('in use'))).toHaveLength(3);
});

test('data of a newer version is refused untouched, and the folder is free again', () => {
  writeFileSync(join(folder, 'version'), '2\n');
  expect(() => openDataFolder(folder)).toThrow('newer version');
  expect(readdirSync(folder)).toEqual(['version']);
});

test('damaged files are named', () => {
  writeFileSync(join(folder, 'version'), 'x');
  expect(() => openDataFolder(folder)).toThrow('version is damaged');
  rmSync(join(folder, 'version'));
  writeFileSync(join(folder, 'secret'), 'short');
  expect(() => openDataFolder(folder)).toThrow('secret is damaged');
});

describe('what the file system refuses is one clear sentence', () => {
  test('a file where the folder should be', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => openDataFolder(file)).toThrow(`cannot keep state in ${file}: it is not a folder`);
  });

  test('no permission', () => {
    if (process.getuid?.() === 0) return; // root may write everywhere
    chmodSync(folder, 0o500);
    expect(() => openDataFolder(folder)).toThrow('not writable');
  });

  test.each([
    ['ENOSPC', 'full disk'],
    ['EROFS', 'read-only'],
    ['EACCES', 'not writable'],
  ])('%s', (code, words) => {
    const error = Object.assign(new Error('write'), { code });
    const elsewhere = explained(Object.assign(error, { path: '/out/mail' }), '/data').message;
    expect(elsewhere).toMatch(new RegExp(`^cannot keep state in /data: /out/mail is .*${words}`));
    expect(explained(Object.assign(new Error('write'), { code }), '/data').message).toMatch(
      new RegExp(`^cannot keep state in /data: it is .*${words}`),
    );
  });
});
