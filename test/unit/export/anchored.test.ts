import type { LogItem } from '../../../lambdas/adapters/register/items';
import { logPk } from '../../../lambdas/adapters/register/keys';
import { anchorKey, type KeptAnchor } from '../../../lambdas/domain/evidence/anchors';
import { verifyCommand } from '../../../lambdas/export/verify/command';
import { verifyPack } from '../../../lambdas/export/verify/verify-pack';
import { askedExport, packsOf, seeded } from '../../support/build-packs';
import { at, INCIDENT, testSigner } from '../../support/export-fixture';
import type { FakeTable } from '../../support/fake-table';
import { resigned } from '../../support/resign';
import { unzip, zipTo } from '../../support/zip';

const logOf = (table: FakeTable) => table.items<LogItem>(logPk(INCIDENT));

/** The anchor of an entry, written a second after it. */
function anchorOf({ sequence, hash, at: entryAt }: LogItem): KeptAnchor {
  const anchoredAt = new Date(Date.parse(entryAt) + 1000).toISOString();
  const key = anchorKey(INCIDENT, sequence);
  return {
    key,
    version: `v${sequence}`,
    storedAt: anchoredAt,
    incident: INCIDENT,
    sequence,
    hash,
    at: entryAt,
    anchoredAt,
  };
}

const anchored = (table: FakeTable, anchors: KeptAnchor[], id = 'e1', signer = testSigner()) =>
  packsOf(table, signer, id, { anchors: { put: async () => {}, list: async () => anchors } });
const filesOf = async (path: string) => new Map(await unzip(path));

async function said(path: string): Promise<string> {
  const lines: string[] = [];
  const take = (text: string) => void lines.push(text);
  return `${await verifyCommand(path, undefined, { out: take, err: take })} ${lines.join('')}`;
}

test('verify says up to which entry the log was anchored and where that stands, for both packs', async () => {
  const table = await seeded(4);
  const [first, , third] = logOf(table);
  const { item, evidence, regulator } = await anchored(table, [anchorOf(first!), anchorOf(third!)]);
  expect(item.balanced).toBe(true);
  const key = anchorKey(INCIDENT, 3);
  for (const path of [evidence, regulator]) {
    expect(await said(path)).toContain(
      `log: 5 entries, anchored up to entry 3 at ${at(-4)}: compare with ${key}, version v3,`,
    );
  }
  expect(await said((await packsOf(await seeded(4))).evidence)).toContain('none of them anchored');
  const page = (await filesOf(regulator)).get('regulator/data/report.html')!.toString();
  expect(page).toContain(key);
});

test('a pack of a past moment has the anchors of that moment', async () => {
  const table = await seeded(4, at(-3));
  const { evidence } = await anchored(table, logOf(table).map(anchorOf));
  const anchors = JSON.parse((await filesOf(evidence)).get('evidence/data/anchors.json')!.toString());
  expect(anchors.map(({ sequence }: KeptAnchor) => sequence)).toEqual([1, 2, 3]);
});

test.each<[string, (anchor: KeptAnchor) => KeptAnchor]>([
  ['another hash', (anchor) => ({ ...anchor, hash: '0'.repeat(64) })],
  ['another time', (anchor) => ({ ...anchor, at: at(-50) })],
  ['another incident', (anchor) => ({ ...anchor, incident: 'other-2026' })],
  [
    'an entry that the log does not have',
    (anchor) => ({ ...anchor, sequence: 9, key: anchorKey(INCIDENT, 9) }),
  ],
  ['another place', (anchor) => ({ ...anchor, key: anchorKey(INCIDENT, 4) })],
  ['nothing that can be read', ({ key, version, storedAt }) => ({ key, version, storedAt })],
])(
  'a log that does not fit an anchor (%s): the pack says so first, and verify names it',
  async (_what, change) => {
    const table = await seeded(4);
    const anchors = logOf(table).map(anchorOf);
    anchors[2] = change(anchors[2]!);
    const { item, evidence } = await anchored(table, anchors);
    expect(item.checks?.filter(({ ok }) => !ok)).toEqual([
      { name: 'anchors that do not fit the log = 0', left: 1, right: 0, ok: false },
    ]);
    expect(await verifyPack(evidence)).toEqual({
      genuine: false,
      fault: expect.stringMatching(/log\.jsonl does not fit its anchor anchors\/.*, version v3$/),
    });
  },
);

test('who has the key and rewrites the log cannot keep its anchors; without them verify says that there are none', async () => {
  const signer = testSigner();
  const table = await seeded(4);
  const { evidence } = await anchored(table, logOf(table).map(anchorOf), 'e1', signer);
  const honest = await unzip(evidence);
  const other = await seeded(4);
  const { appendLog } = await import('../../../lambdas/adapters/register/log');
  await appendLog(other, INCIDENT, { by: 'mallory', what: 'invented' }, { now: () => new Date(at(7000)) });
  other.seed(askedExport('e2', at(8000)));
  const forged = await unzip((await packsOf(other, signer, 'e2')).evidence);
  expect(await said(await zipTo(`${evidence}.bare`, forged))).toContain('none of them anchored');
  const name = 'evidence/data/anchors.json';
  const kept = honest.find(([file]) => file === name)!;
  const mixed = forged.map((entry) => (entry[0] === name ? kept : entry));
  expect(await said(await zipTo(`${evidence}.mixed`, await resigned(mixed, signer)))).toMatch(
    /^3 .*anchors\.json does not end with the anchor that summary\.json names/,
  );
});
