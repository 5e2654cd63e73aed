import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { command, finished, groupOf, startCommand } from '../support/command';
import { rows, writeCase } from '../support/customer-files';
import { eventually } from '../support/eventually';
import { mailedTo, readSummary, repeated, temporaryFolder } from '../support/outputs';

const PEOPLE = 200;

let folder: string;
let files: ReturnType<typeof writeCase>;
beforeAll(async () => {
  folder = await temporaryFolder();
  files = writeCase(folder, rows(PEOPLE));
});

const args = (data: string, out: string) => [
  ...['run', files.file, '--incident', files.incident, '--approve', '--rate', '100', '--json'],
  ...['--data', data, '--out', out],
];

function expectOneLine({ code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }) {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^breach-notify: .*(no space left on the disk|on a full disk)/),
  ]);
}

/** A file system of its own, small enough to be filled. Only root may have one. */
function smallDisk(): string | undefined {
  const disk = path.join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    return undefined;
  }
}

/** Writes until the disk takes no more. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (const piece of [1 << 20, 1 << 12, 1]) {
      const bytes = Buffer.alloc(piece);
      for (;;) {
        try {
          if (writeSync(descriptor, bytes) < piece) break;
        } catch {
          break;
        }
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

(existsSync('/dev/full') ? test : test.skip)(
  'a disk that is full from the beginning is one clear line',
  async () => {
    const data = path.join(folder, 'full');
    mkdirSync(data);
    // What the first start writes first; the kernel answers "no space left on device" to every write.
    symlinkSync('/dev/full', path.join(data, 'secret.part'));
    expectOneLine(await command(...args(data, path.join(folder, 'out-full'))));
  },
);

test('a disk that fills up in the middle of sending is one clear line, and nothing is lost', async () => {
  const disk = smallDisk();
  if (!disk) {
    process.stderr.write('skipped: only root may mount a small disk\n');
    return;
  }
  try {
    const [data, out] = [path.join(disk, 'data'), path.join(folder, 'out')];
    const run = startCommand(...args(data, out));
    const ended = finished(run);
    await eventually('some mails', () => existsSync(path.join(out, 'mail')) && mailedTo(out).length >= 20);
    fill(path.join(disk, 'filler'));
    expectOneLine(await ended);
    await eventually('the end of every Lambda', () => groupOf(run).length === 0, 20);
    rmSync(path.join(disk, 'filler'));

    const { code, stderr } = await command(...args(data, out));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const mailed = mailedTo(out);
    expect(repeated(mailed)).toEqual([]);
    const { total, delivered, unknown } = readSummary(out).recipients;
    expect({ total, delivered, unknown }).toEqual({
      total: PEOPLE,
      delivered: mailed.length,
      unknown: PEOPLE - mailed.length,
    });
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
}, 240_000);
