import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleVerifier } from '../../../lambdas/export/verify/bundle';
import { verifyCommand } from '../../../lambdas/export/verify/command';
import { VERIFIER_SOURCE } from '../../../lambdas/export/verify/source';
import { verifyPack } from '../../../lambdas/export/verify/verify-pack';
import { packsOf, seeded } from '../../support/build-packs';
import { testSigner } from '../../support/export-fixture';
import { resigned } from '../../support/resign';
import { type Entries, unzip, zipTo } from '../../support/zip';

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
const signer = testSigner();
let evidence: string;
let regulator: string;
let fingerprint: string;
let count = 0;
const fresh = () => join(folder, `${++count}.zip`);

beforeAll(async () => {
  const packs = await packsOf(await seeded(16), signer);
  ({ evidence, regulator } = packs);
  fingerprint = packs.item.fingerprint!;
});

/** The verdict on a pack after its entries were changed. */
async function verdictAfter(
  pack: string,
  change: (entries: Entries) => Entries,
  options = {},
): Promise<string> {
  const verdict = await verifyPack(await zipTo(fresh(), change(await unzip(pack))), options);
  return verdict.genuine ? 'genuine' : verdict.fault;
}

const flipped = (content: Buffer, place: number) => {
  const copy = Buffer.from(content);
  copy[place] = copy[place]! ^ 1;
  return copy;
};

test('packed again in another order, without compression, with folders of its own, a pack stays genuine', async () => {
  expect(await verdictAfter(evidence, (entries) => entries.toReversed(), { fingerprint })).toBe('genuine');
  const folders = ['evidence/', 'evidence/data/', 'evidence/data/notices/'].map((name) => [
    name,
    Buffer.alloc(0),
  ]);
  const stored = await zipTo(fresh(), [...folders, ...(await unzip(evidence))] as Entries, false);
  expect(await verifyPack(stored, { fingerprint })).toMatchObject({ genuine: true });
});

test.each(['evidence', 'regulator'] as const)(
  'every file of the %s pack: a flipped byte, a missing file and a renamed one are found and named',
  async (pack) => {
    const path = pack === 'evidence' ? evidence : regulator;
    for (const [name, content] of await unzip(path)) {
      for (const place of new Set([0, Math.floor(content.length / 2), content.length - 1])) {
        if (content.length === 0) continue;
        const fault = await verdictAfter(path, (entries) =>
          entries.map(([n, c]) => [n, n === name ? flipped(c, place) : c]),
        );
        expect(`${name}: ${fault}`).toMatch(/changed|missing|not a P-256|not sign/);
        if (!/manifest|signature|public-key/.test(name)) expect(fault).toContain(name);
      }
      expect(await verdictAfter(path, (entries) => entries.filter(([n]) => n !== name))).toContain(
        `${name} is missing`,
      );
      const renamed = await verdictAfter(path, (entries) =>
        entries.map(([n, c]) => [n === name ? `${n}.old` : n, c]),
      );
      expect(renamed).toMatch(/is missing|was added/);
    }
  },
);

test('an added file, a file that is there twice, and a renamed folder are found', async () => {
  expect(
    await verdictAfter(evidence, (entries) => [...entries, ['evidence/data/extra.txt', Buffer.from('x')]]),
  ).toBe('evidence/data/extra.txt was added: no manifest names it');
  expect(await verdictAfter(evidence, (entries) => [...entries, ['note.txt', Buffer.from('x')]])).toContain(
    'note.txt was added',
  );
  expect(await verdictAfter(evidence, (entries) => [...entries, entries[0]!])).toContain('twice');
  expect(
    await verdictAfter(evidence, (entries) =>
      entries.map(([n, c]) => [n.replace('evidence/', 'regulator/'), c]),
    ),
  ).toContain('renamed');
});

/** Changes payload files and makes all hashes and the signature right again, as somebody with the key could. */
async function afterResigning(change: (name: string, text: string) => string, key = signer): Promise<string> {
  const changed = (await unzip(evidence)).map(([name, content]): Entries[number] =>
    name.startsWith('evidence/data/') && !name.endsWith('.pdf')
      ? [name, Buffer.from(change(name, content.toString()))]
      : [name, content],
  );
  const verdict = await verifyPack(await zipTo(fresh(), await resigned(changed, key)), { fingerprint });
  return verdict.genuine ? 'genuine' : verdict.fault;
}

const lines = (text: string) => text.trimEnd().split('\n');

test('a pack signed anew with the right key still has to be true to itself: log and events', async () => {
  const only = (wanted: string, change: (text: string) => string) =>
    afterResigning((name, text) => (name.endsWith(wanted) ? change(text) : text));
  expect(await afterResigning((_, text) => text)).toBe('genuine');
  expect(
    await only(
      'log.jsonl',
      (text) => `${lines(text).toSpliced(0, 2, lines(text)[1]!, lines(text)[0]!).join('\n')}\n`,
    ),
  ).toContain('entry 1 is missing or out of order');
  expect(await only('log.jsonl', (text) => `${lines(text).slice(0, -1).join('\n')}\n`)).toContain(
    'ends at entry 4',
  );
  expect(await only('log.jsonl', (text) => text.replace('user/alice', 'user/mallory'))).toContain(
    'entry 1 was changed',
  );
  expect(await only('events.jsonl', (text) => `${lines(text).slice(1).join('\n')}\n`)).toContain('events');
});

test('the same content signed with another key is not genuine; a fingerprint may be written as people copy it', async () => {
  expect(await afterResigning((_, text) => text, testSigner())).toContain('signed with another key');
  expect(
    await verifyPack(evidence, { fingerprint: fingerprint.toUpperCase().replace(/(..)(?=.)/g, '$1:') }),
  ).toMatchObject({ genuine: true });
});

test('exit codes: 0 genuine, 3 altered or unreadable, 1 absent', async () => {
  const said: string[] = [];
  const output = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) };
  expect(await verifyCommand(evidence, undefined, output)).toBe(0);
  expect(said.join('')).toContain(fingerprint);
  expect(await verifyCommand(evidence, '0'.repeat(64), output)).toBe(3);
  expect(await verifyCommand(join(folder, 'none.zip'), undefined, output)).toBe(1);
  const noZip = fresh();
  writeFileSync(noZip, 'this is no ZIP');
  expect(await verifyCommand(noZip, undefined, output)).toBe(3);
  writeFileSync(noZip, '');
  expect(await verifyCommand(noZip, undefined, output)).toBe(3);
});

test('a pack cut off anywhere is unreadable or altered, never an error of ours', async () => {
  const whole = readFileSync(evidence);
  for (let part = 1; part < 20; part++) {
    const path = fresh();
    writeFileSync(path, whole);
    truncateSync(path, Math.floor((whole.length * part) / 20));
    expect(await verifyPack(path)).toMatchObject({ genuine: false });
  }
});

test('random damage to the ZIP is never called genuine with other content', async () => {
  const whole = readFileSync(evidence);
  const names = (await unzip(evidence)).map(([name]) => name).sort();
  let seed = 42;
  for (let round = 0; round < 150; round++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const path = fresh();
    writeFileSync(path, flipped(whole, seed % whole.length));
    const verdict = await verifyPack(path);
    // what may change without harm is the ZIP's own bookkeeping: times, checksums, attributes
    if (verdict.genuine) expect(verdict.files).toBe(names.length);
  }
});

test('verify.mjs in the pack is the verifier of this repository and needs nothing but Node', async () => {
  expect(VERIFIER_SOURCE).toBe(bundleVerifier());
  const files = new Map(await unzip(evidence));
  const script = join(mkdtempSync(join(tmpdir(), 'alone-')), 'verify.mjs');
  writeFileSync(script, files.get('evidence/verify.mjs')!);
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: {} });
  expect(run(evidence, '--fingerprint', fingerprint)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(fingerprint),
  });
  expect(run(evidence, '--fingerprint', '1'.repeat(64))).toMatchObject({
    status: 3,
    stderr: expect.stringContaining('another key'),
  });
  expect(run(join(folder, 'none.zip')).status).toBe(1);
  expect(run().status).toBe(1);
});

test('the steps of README.txt work: OpenSSL checks the signature, sha256sum the files', async () => {
  const work = mkdtempSync(join(tmpdir(), 'by-hand-'));
  for (const [name, content] of await unzip(evidence)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), content);
  }
  const script = `cd ${work}/evidence
openssl pkey -pubin -in public-key.pem -outform DER | sha256sum
openssl dgst -sha256 -verify public-key.pem -signature signature.der tagmanifest-sha256.txt
sha256sum --quiet -c tagmanifest-sha256.txt manifest-sha256.txt && echo all files
echo $(( $(find . -type f | wc -l) - $(cat tagmanifest-sha256.txt manifest-sha256.txt | wc -l) ))`;
  const said = execFileSync('bash', ['-ec', script], { encoding: 'utf8' });
  expect(said).toContain(fingerprint);
  expect(said).toContain('Verified OK');
  expect(said).toContain('all files');
  expect(said.trim().endsWith('2')).toBe(true);
});
