import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One temporary folder for a whole test run, so that nothing of it is left behind however a test ends. */
export default function setUp(): void {
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), 'breach-notify-tests-'));
}

export function tearDown(): void {
  rmSync(process.env.TMPDIR ?? '', { recursive: true, force: true });
}
