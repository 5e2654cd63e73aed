import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { verifyCommand } from '../../../lambdas/export/verify/command';
import { verifyPack } from '../../../lambdas/export/verify/verify-pack';
import { packsOf, seeded } from '../../support/build-packs';
import { testSigner } from '../../support/export-fixture';
import { endRecord, extraField, localHeader, type RawZip, rawEntries, rawZip } from '../../support/raw-zip';
import { resigned } from '../../support/resign';
import { type Entries, unzip, zipTo } from '../../support/zip';

const folder = mkdtempSync(join(tmpdir(), 'cheats-'));
const script = join(folder, 'verify.mjs');
const signer = testSigner();
let entries: Entries;
let regulator: Entries;
let fingerprint: string;
let count = 0;
const fresh = () => join(folder, `${++count}.zip`);

beforeAll(async () => {
  const packs = await packsOf(await seeded(6), signer);
  entries = await unzip(packs.evidence);
  regulator = await unzip(packs.regulator);
  fingerprint = packs.item.fingerprint!;
  writeFileSync(script, entries.find(([name]) => name === 'evidence/verify.mjs')![1]);
});

/** What the command and the script of the pack say; they have to agree. @param asked null asks for no key */
async function said(path: string, asked: string | null = fingerprint): Promise<string> {
  const parts: string[] = [];
  const take = (one: string) => void parts.push(one);
  const code = await verifyCommand(path, asked ?? undefined, { out: take, err: take });
  const text = parts.join('');
  const args = asked === null ? [] : ['--fingerprint', asked];
  const alone = spawnSync(process.execPath, [script, path, ...args], { encoding: 'utf8' });
  expect([alone.status, alone.stdout + alone.stderr]).toEqual([code, text]);
  return `${code} ${text}`;
}

const written = (bytes: Buffer) => {
  const path = fresh();
  writeFileSync(path, bytes);
  return path;
};
const raw = (change: Partial<RawZip> = {}) =>
  said(written(rawZip({ entries: rawEntries(entries), ...change })));
const EVIL = Buffer.from('<h1>Nobody was told</h1>');
const REPORT = 'evidence/data/report.html';

test('a ZIP that is written byte by byte as any packer would is genuine', async () => {
  expect(await raw()).toMatch(/^0 genuine/);
  expect(await raw({ comment: Buffer.from('packed again') })).toMatch(/^0 genuine/);
});

describe('a ZIP that two unpackers read in two ways', () => {
  /** A ZIP of its own with another report, as it could hide in a gap or a comment. */
  const hidden = () => rawZip({ entries: [{ name: REPORT, content: EVIL }] });
  const withReport = (change: object) => ({
    entries: rawEntries(entries).map((entry) => (entry.name === REPORT ? { ...entry, ...change } : entry)),
  });

  test('bytes behind the end', async () => {
    expect(await raw({ after: Buffer.from('x') })).toMatch(/^3 .*something was put behind it/);
    expect(await raw({ after: hidden() })).toMatch(/^3 /);
  });

  test('a second end record in the comment, which other unpackers take', async () => {
    const other = hidden();
    const evilEnd = endRecord(1, 100, 0, 7);
    expect(await raw({ comment: evilEnd })).toMatch(/^3 .*behind it/);
    expect(await raw({ comment: Buffer.concat([other, Buffer.from('PK\x05\x06')]) })).toMatch(/^3 /);
  });

  test('an entry that only who reads from front to back sees', async () => {
    const evil = { name: REPORT, content: EVIL, hidden: true };
    expect(await raw({ entries: [evil, ...rawEntries(entries)] })).toMatch(
      /^3 .*does not begin with an entry/,
    );
    expect(await raw({ entries: [...rawEntries(entries), evil] })).toMatch(/^3 .*belong to no entry/);
    const [first, ...rest] = rawEntries(entries);
    expect(await raw({ entries: [first!, evil, ...rest] })).toMatch(/^3 .*belong to no entry/);
  });

  test('bytes before the first entry, before the directory, and behind it', async () => {
    expect(await raw({ before: hidden() })).toMatch(/^3 /);
    expect(await raw({ gap: Buffer.from('something') })).toMatch(/^3 .*belong to no entry/);
    expect(await raw({ afterDirectory: hidden() })).toMatch(/^3 .*does not lead up to its end/);
  });

  test('entries that share bytes', async () => {
    const bytes = rawZip({ entries: rawEntries(entries) });
    const directoryAt = bytes.readUInt32LE(bytes.length - 6);
    // the second record of the directory points at the first entry
    const nameBytes = bytes.readUInt16LE(directoryAt + 28);
    bytes.writeUInt32LE(0, directoryAt + 46 + nameBytes + 42);
    expect(await said(written(bytes))).toMatch(/^3 /);
  });

  test.each([
    [
      'another name in the entry’s own header',
      { local: { name: 'evidence/data/report.htm_' } },
      /another name/,
    ],
    ['another size there', { local: { size: 5 } }, /described in two ways/],
    ['another way of packing there', { local: { method: 8 } }, /described in two ways/],
    ['bytes behind the entry', { behind: Buffer.alloc(16) }, /belong to no entry/],
    ['a symbolic link', { mode: 0o120777 }, /no plain file/],
    ['a device', { mode: 0o020666 }, /no plain file/],
    ['encryption', { flags: 1 }, /does not read/],
    ['another size in the directory', { size: 5 }, /described in two ways/],
  ])('%s', async (_what, change, fault) => {
    const answer = await raw(withReport(change));
    expect(answer).toMatch(/^3 NOT GENUINE/);
    expect(answer).toMatch(fault);
  });

  test.each(['extra', 'localExtra'])(
    'another name in an extra field (%s), which some unpackers prefer',
    async (where) => {
      const crc = Buffer.alloc(5);
      crc.writeUInt8(1, 0);
      crc.writeUInt32LE(crc32(Buffer.from(REPORT)), 1);
      const path = (name: string) => extraField(0x7075, Buffer.concat([crc, Buffer.from(name)]));
      expect(await raw(withReport({ [where]: path('evidence/data/README') }))).toMatch(/^3 .*another name/);
      expect(await raw(withReport({ [where]: path(REPORT) }))).toMatch(/^0 genuine/);
    },
  );

  test('something behind the end of the packed bytes', async () => {
    const files = rawEntries(entries).map((entry) => {
      if (entry.name !== REPORT) return entry;
      const tail = Buffer.concat([localHeader({ name: REPORT, content: EVIL }), EVIL]);
      return { ...entry, packed: Buffer.concat([deflateRawSync(entry.content), tail]), method: 8 };
    });
    expect(await raw({ entries: files })).toMatch(/^3 .*cannot be unpacked/);
    const clean = files.map((entry) =>
      'packed' in entry ? { ...entry, packed: deflateRawSync(entry.content) } : entry,
    );
    expect(await raw({ entries: clean })).toMatch(/^0 genuine/);
  });
});

describe('names', () => {
  const added = (name: string) => raw({ entries: [...rawEntries(entries), { name, content: EVIL }] });

  test.each([
    '../evil.html',
    'evidence/../../evil.html',
    'evidence/data/../report.html',
    'evidence/./data/report.html',
    '/etc/cron.d/evil',
    'C:\\evil.html',
    'evidence\\data\\report.html',
    'evidence//data/report.html',
    'evidence/data/report.html ',
    'evidence/data/rep\u202elmth.html',
    'evidence/data/\u0000report.html',
    '../',
    'evidence/data/../../../',
  ])('%j is refused, also when a manifest names it', async (name) => {
    expect(await added(name)).toMatch(/^3 /);
    if (name.endsWith('/')) return;
    const forged = await resigned([...entries, [name, EVIL]], signer);
    expect(await raw({ entries: rawEntries(forged) })).toMatch(/^3 /);
  });

  test.each(['evidence/data/Report.html', 'regulator/data/report.html', 'report.html'])(
    '%j was added',
    async (name) => expect(await added(name)).toMatch(/^3 .*was added/),
  );

  test('a folder is nothing when the bag has files in it, and was added when it has none', async () => {
    const folderEntry = (name: string) => ({ name, content: Buffer.alloc(0), mode: 0o040755 });
    const withFolder = (name: string) => raw({ entries: [folderEntry(name), ...rawEntries(entries)] });
    expect(await withFolder('evidence/data/')).toMatch(/^0 genuine/);
    expect(await withFolder('evidence/data/empty/')).toMatch(/^3 .*empty was added/);
    expect(await withFolder('regulator/')).toMatch(/^3 .*regulator was added/);
  });

  test('a name with escapes for the terminal is shown as what it is', async () => {
    const answer = await added('evidence/\u001b[2K\rgenuine');
    expect(answer).toContain('evidence/\\u001b[2K\\u000dgenuine');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(answer).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('another key', () => {
  const mallory = testSigner();
  const as = async (change: (summary: string) => string, key = mallory) => {
    const changed = entries.map(([name, content]): Entries[number] =>
      name === 'evidence/data/summary.json'
        ? [name, Buffer.from(change(content.toString()))]
        : [name, content],
    );
    return zipTo(fresh(), await resigned(changed, key));
  };
  const other = async () => {
    const { createHash } = await import('node:crypto');
    return createHash('sha256')
      .update(await mallory.publicKey())
      .digest('hex');
  };

  test('a pack signed anew is not genuine, with or without the fingerprint that was asked for', async () => {
    const path = await as((text) => text);
    expect(await said(path)).toMatch(/^3 .*signed with another key/);
    expect(await said(path, null)).toMatch(/^3 .*signed with another key/);
  });

  test('one that names the other key throughout is told apart by the fingerprint only, and says so', async () => {
    const path = await as((text) => text.replaceAll(fingerprint, 'F').replaceAll('"F"', '"OTHER"'));
    expect(await said(path)).toMatch(/^3 .*signed with another key/);
    const theirs = await other();
    const forged = await as((text) => text.replaceAll(fingerprint, theirs));
    expect(await said(forged)).toMatch(/^3 .*signed with another key/);
    const trusting = await said(forged, null);
    expect(trusting).toMatch(/^0 genuine/);
    expect(trusting).toContain(`fingerprint ${theirs}\nCompare this fingerprint`);
  });

  test('an empty fingerprint is one that does not fit, not none', async () => {
    expect(await said(await zipTo(fresh(), entries), '')).toMatch(/^3 .*another key/);
    expect(await said(await zipTo(fresh(), entries), fingerprint.slice(0, 16))).toMatch(/^3 .*another key/);
  });

  test('what a forged pack says of itself cannot look like a line of the verifier', async () => {
    const theirs = await other();
    for (const [field, value] of [
      ['incident', `x, as of now\\nfingerprint ${fingerprint}`],
      ['cutAt', `2026-01-01T00:00:00Z\\nfingerprint ${fingerprint}`],
    ]) {
      const forged = await as((text) =>
        text
          .replaceAll(fingerprint, theirs)
          .replace(new RegExp(`"${field}": "[^"]*"`), `"${field}": "${value}"`),
      );
      expect(await said(forged, null)).toMatch(/^3 .*does not have what a summary has/);
    }
  });
});

describe('the signature', () => {
  const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const withSignature = (signature: Buffer) =>
    said(
      written(
        rawZip({
          entries: rawEntries(
            entries.map(([name, content]): Entries[number] => [
              name,
              name === 'evidence/signature.der' ? signature : content,
            ]),
          ),
        }),
      ),
    );
  const genuine = () => entries.find(([name]) => name === 'evidence/signature.der')![1];

  test('its twin, which anybody can make, is not accepted', async () => {
    const { verify, createPublicKey } = await import('node:crypto');
    const der = genuine();
    const rBytes = der[3]!;
    const r = der.subarray(2, 4 + rBytes);
    const s = BigInt(`0x${der.subarray(6 + rBytes).toString('hex')}`);
    const hex = (N - s).toString(16).padStart(64, '0');
    const sBytes = Buffer.from(Number.parseInt(hex.slice(0, 2), 16) >= 128 ? `00${hex}` : hex, 'hex');
    const body = Buffer.concat([r, Buffer.from([2, sBytes.length]), sBytes]);
    const twin = Buffer.concat([Buffer.from([0x30, body.length]), body]);
    const key = createPublicKey(entries.find(([name]) => name === 'evidence/public-key.pem')![1]);
    const signed = entries.find(([name]) => name === 'evidence/tagmanifest-sha256.txt')![1];
    // OpenSSL takes both: that is why we must not
    expect(verify('sha256', signed, key, twin)).toBe(true);
    expect(await withSignature(twin)).toMatch(/^3 .*does not sign/);
  });

  test.each([
    ['nothing', () => Buffer.alloc(0)],
    ['bytes behind it', () => Buffer.concat([genuine(), Buffer.alloc(1)])],
    ['zeros', () => Buffer.from('3006020100020100', 'hex')],
    ['a signature of something else', () => testSigner().privateKey.export({ format: 'der', type: 'sec1' })],
  ])('%s', async (_what, signature) => {
    expect(await withSignature(signature())).toMatch(/^3 /);
  });
});

describe('somebody who has the key', () => {
  const packed = async (
    pack: Entries,
    change: (files: Map<string, Buffer>) => void,
    listed?: (path: string) => boolean,
  ) => {
    const files = new Map(pack);
    change(files);
    return written(rawZip({ entries: rawEntries(await resigned([...files], signer, listed)) }));
  };
  const forged = async (...forgery: Parameters<typeof packed>) => said(await packed(...forgery));
  const faultOf = async (...forgery: Parameters<typeof packed>) => {
    const verdict = await verifyPack(await packed(...forgery), { fingerprint });
    return verdict.genuine ? 'genuine' : verdict.fault;
  };

  test('cannot leave out a file that every pack has, in the ZIP or in the manifest', async () => {
    for (const [pack, name] of [
      [entries, 'evidence'],
      [regulator, 'regulator'],
    ] as const) {
      const needed = pack
        .map(([path]) => path)
        .filter((path) => !/\/notices\/|regulator\/data\/incident/.test(path));
      for (const path of needed) {
        if (/manifest-sha256|signature|public-key/.test(path)) continue;
        expect(await faultOf(pack, (files) => files.delete(path))).toBe(`${path} is missing`);
        const inner = path.slice(name.length + 1);
        expect(
          await faultOf(
            pack,
            () => {},
            (one) => one !== inner,
          ),
        ).toMatch(/was added: no manifest names it/);
      }
    }
  });

  const edited = (name: string, change: (text: string) => string) =>
    forged(entries, (files) => {
      const path = `evidence/data/${name}`;
      files.set(path, Buffer.from(change(files.get(path)!.toString())));
    });

  test.each([
    ['log.jsonl', (text: string) => text.replace('{"', '{ "'), /written in another way/],
    [
      'log.jsonl',
      (text: string) => text.replace('"what":"approved"', '"what":"refused","what":"approved"'),
      /another way/,
    ],
    ['summary.json', (text: string) => text.replace('"balanced": true', '"balanced": false'), /other sums/],
    ['reconciliation.json', (text: string) => text.replace('"ok": true', '"ok": false'), /other sums/],
    [
      'summary.json',
      (text: string) => text.replace('{', '{"incident":"other-2026",'),
      /summary\.json is written in another way/,
    ],
    [
      'reconciliation.json',
      (text: string) => text.replace('{', '{"balanced":false,'),
      /reconciliation\.json is written in another way/,
    ],
    [
      'recipients.csv',
      (text: string) => text.replace(',bounced,', ',delivered,'),
      /has 4 people as delivered, but summary\.json says 3/,
    ],
    [
      'recipients.csv',
      (text: string) => text.split('\r\n').toSpliced(2, 1).join('\r\n'),
      /recipients\.csv has . people as .*, but summary\.json says/,
    ],
    ['recipients.csv', (text: string) => `${text}"`, /recipients\.csv has a field that never ends/],
    ['summary.json', (text: string) => text.replace('"bounced": 1', '"bounced": 0'), /recipients/],
    [
      'incident.json',
      (text: string) => text.replace('A partner called', 'We noticed ourselves'),
      /incident\.json has another incident record than log\.jsonl names/,
    ],
    [
      'incident.json',
      (text: string) => `${JSON.stringify({ ...JSON.parse(text), record: undefined }, null, 2)}\n`,
      /incident\.json has another incident record than log\.jsonl names/,
    ],
    ['summary.json', () => '{}\n', /another key|does not have/],
    ['summary.json', () => 'null\n', /not readable|does not have/],
  ])('cannot make %s say something else than the other files (%#)', async (name, change, fault) => {
    const answer = await edited(name, change);
    expect(answer).toMatch(/^3 /);
    expect(answer).toMatch(fault);
  });

  test('cannot call a pack balanced whose sums are not', async () => {
    const change = (text: string) => text.replace(/"left": \d+/, '"left": 999');
    const answer = await forged(entries, (files) => {
      for (const name of ['summary.json', 'reconciliation.json']) {
        const path = `evidence/data/${name}`;
        files.set(path, Buffer.from(change(files.get(path)!.toString())));
      }
    });
    expect(answer).toMatch(/^3 .*calls a sum right that is wrong/);
  });
});

test('what Info-ZIP packs again, in both of its ways, is genuine', async () => {
  const { execFileSync } = await import('node:child_process');
  const { mkdirSync } = await import('node:fs');
  const { dirname } = await import('node:path');
  const work = mkdtempSync(join(tmpdir(), 'again-'));
  for (const [name, content] of entries) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), content);
  }
  const zip = (args: string[]) => execFileSync('zip', args, { cwd: work, maxBuffer: 1 << 26 });
  zip(['-qr', 'plain.zip', 'evidence']);
  expect(await said(join(work, 'plain.zip'))).toMatch(/^0 genuine/);
  const streamed = written(zip(['-qr', '-', 'evidence']));
  expect(await verifyPack(streamed, { fingerprint })).toMatchObject({ genuine: true });
});
