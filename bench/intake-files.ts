import { createWriteStream, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the rows look like. `mixed` is like real lists; the others are the two worst cases. */
export type Shape = 'mixed' | 'quoted' | 'ragged';

/** Deterministic, so that a file is made once and every run reads the same bytes (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A file of so many rows in the temporary folder: 55 bytes a row, 12 % repeated admins, 6 % quoted records, 0.4 % with
 * a line break inside quotes, 0.5 % without a usable address, German and Chinese text.
 */
export async function benchFile(rows: number, shape: Shape): Promise<{ path: string; bytes: number }> {
  const path = join(tmpdir(), `breach-notify-bench-${shape}-${rows}.csv`);
  if (!existsSync(path)) await write(path, rows, shape);
  return { path, bytes: statSync(path).size };
}

async function write(path: string, rows: number, shape: Shape): Promise<void> {
  const out = createWriteStream(path);
  const next = random(20230629);
  let block = 'company,group,email\n';
  for (let row = 0; row < rows; row++) {
    block += rowOf(row, next, shape);
    if (block.length < 1_000_000) continue;
    if (!out.write(block)) await new Promise((resolve) => out.once('drain', () => resolve(undefined)));
    block = '';
  }
  await new Promise<void>((resolve) => out.end(block, () => resolve()));
}

const COMPANIES = [
  'Acme',
  'Müller Söhne',
  '示例科技',
  'Northwind',
  'Contoso Labs',
  'Köln Werke',
  'Initech',
  'Globex',
];

function rowOf(row: number, next: () => number, shape: Shape): string {
  const pick = next();
  const number = Math.floor(next() * 5_600);
  const company = `${COMPANIES[number % COMPANIES.length]} ${number}`;
  const group = `Group ${Math.floor(next() * 40)}`;
  const admin = next() < 0.124 ? Math.floor(next() * (row + 1)) : row;
  const email = pick < 0.005 ? 'n/a' : `admin${admin}.${(admin * 7919) % 97}@d${admin % 3_001}.example.com`;
  if (shape === 'quoted') return `"${company}","${group}","${email}"\n`;
  if (shape === 'ragged') return `${company}, Inc,${group},${email}\n`;
  if (pick < 0.009) return `"${company}\nHolding",${group},${email}\n`;
  return pick < 0.069 ? `"${company}, Inc",${group},${email}\n` : `${company},${group},${email}\n`;
}
