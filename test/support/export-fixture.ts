import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EvidenceBucket } from '../../lambdas/adapters/evidence-bucket';
import type {
  DropItem,
  EventItem,
  ExposureItem,
  IncidentItem,
  LogItem,
  NoticeItem,
  QuarantineItem,
} from '../../lambdas/adapters/register/items';
import {
  dropSk,
  eventSk,
  eventsPk,
  exposureHash,
  exposureSk,
  incidentPk,
  logPk,
  logSk,
  metaSk,
  noticeSk,
  quarantinePk,
  quarantineSk,
  recipientsPk,
} from '../../lambdas/adapters/register/keys';
import { keepRecord, recordHashOf } from '../../lambdas/adapters/register/record-versions';
import type { Signer } from '../../lambdas/adapters/signer';
import { type LogFacts, nextEntry } from '../../lambdas/domain/evidence/log-chain';
import { recipientId, shardOf } from '../../lambdas/domain/ids';
import { parseIncidentRecord } from '../../lambdas/domain/incident-record';

export const INCIDENT = 'example-2026';
export const KEY = new Uint8Array(32).fill(7);
export const SHARD_BITS = 2;
const DROP = 'aaaa#1';
const HASH = 'f'.repeat(64);
const OUTCOMES = [
  'delivered',
  'delivered',
  'delivered',
  'sent',
  'bounced',
  'suppressed',
  'unknown',
  'pending',
] as const;

export const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12) + second * 1000).toISOString();
/** After everything of the fixture has happened. */
export const LATER = at(100_000);

export const record = (() => {
  const parsed = parseIncidentRecord({
    incident: INCIDENT,
    title: 'Customer list uploaded by mistake',
    controller: {
      name: 'Example Controller',
      dpo: { email: 'dpo@controller.example' },
      authority: 'Example Authority',
    },
    times: {
      occurredFrom: at(-90_000),
      awareAt: at(-50_000),
      awareBasis: 'A partner called about Northwind Traders.',
      containedAt: at(-86_000),
    },
    sender: {
      name: 'Example Controller',
      address: 'notice@controller.example',
      replyTo: 'help@controller.example',
      checkUrl: 'https://controller.example/check',
    },
    notice: {
      texts: {
        en: {
          whatHappened: 'A list of customers such as Northwind Traders was uploaded by mistake.',
          whatInformation: 'Company, group and e-mail address.',
          whatThisCouldMean: 'You may get phishing mail.',
          whatWeAreDoing: 'The file was removed.',
          whatYouCanDo: ['Be careful with unexpected mail.'],
        },
      },
    },
    contracts: [{ name: 'Northwind Traders master agreement', hours: 24 }],
  });
  if ('faults' in parsed) throw new Error(parsed.faults.join('\n'));
  return parsed.record;
})();

const RECORD_HASH = recordHashOf(record);

/** The i-th person: address, company and group that no ordinary text contains. */
export function personOf(i: number) {
  const country = ['de', 'nl', 'tw', 'gb'][i % 4];
  const address = `admin${i}@company${i}.${country}.example`;
  const rid = recipientId(KEY, address);
  const company = i === 0 ? 'Northwind Traders' : `Kompanie ${Math.floor(i / 3)} "Söhne", Ltd`;
  return { address, rid, company, group: `=grp-${i}`, outcome: OUTCOMES[i % OUTCOMES.length]! };
}

type Item = { pk: string; sk: string };

/** All items of one person. */
export function itemsOfPerson(i: number): Item[] {
  const { address, rid, company, group, outcome } = personOf(i);
  const shard = shardOf(rid, SHARD_BITS);
  const pk = recipientsPk(INCIDENT, shard);
  const exposure = (name: string): ExposureItem => ({
    pk,
    sk: exposureSk(rid, exposureHash(KEY, company, name, address), 1),
    rid,
    generation: 1,
    address,
    key: address,
    company,
    group: name,
    drop: DROP,
    member: 0,
    line: i + 2,
  });
  const items: Item[] = [exposure(group)];
  if (i % 10 === 0) items.push(exposure(`${group}-second`));
  if (outcome === 'pending') return items;
  const messageId = `0100-${rid}-000000`;
  const notice: NoticeItem = {
    pk,
    sk: noticeSk(rid, 1),
    rid,
    sequence: 1,
    run: 'run-1',
    attempt: 1,
    attemptId: `attempt-${i}`,
    lane: 0,
    slice: 1,
    claimedAt: at(i % 5000),
    status: outcome,
    rank: 0,
    language: 'en',
    reference: 'AAAA-BBBB',
    contentHash: HASH,
  };
  if (outcome === 'unknown')
    return [...items, { ...notice, unknownAt: at(i % 5000), unknownBecause: 'timeout' } as Item];
  const facts: Partial<NoticeItem> = { messageId, sentAt: at((i % 5000) + 1) };
  if (outcome === 'delivered') facts.deliveredAt = at((i % 5000) + 2);
  if (outcome === 'suppressed') facts.suppressedAt = at((i % 5000) + 2);
  if (outcome === 'bounced') {
    facts.bouncedAt = at((i % 5000) + 2);
    facts.bounce = { type: 'Permanent', subType: 'General', hard: true };
  }
  const types = {
    delivered: ['Send', 'Delivery'],
    bounced: ['Send', 'Bounce'],
    suppressed: ['Send', 'Bounce'],
    sent: ['Send'],
  }[outcome];
  const events = types.map(
    (type, k): EventItem => ({
      pk: eventsPk(INCIDENT, shard),
      sk: eventSk(rid, messageId, type, at((i % 5000) + 1 + k)),
      rid,
      sequence: 1,
      attempt: '1',
      messageId,
      type,
      at: at((i % 5000) + 1 + k),
      receivedAt: at((i % 5000) + 2 + k),
      raw: JSON.stringify({ eventType: type, mail: { messageId, destination: [address] } }),
    }),
  );
  return [...items, { ...notice, ...facts } as Item, ...events];
}

const ALICE = 'arn:aws:iam::000000000000:user/alice';
const RUN = { run: 'run-1', manifest: 'abc', generation: 1, lanes: 1 };

/** The log of an incident that was described, approved and sent. */
export function logItems(people: number): LogItem[] {
  const manifest = {
    manifest: 'abc',
    generation: 1,
    recipients: people,
    exposures: people,
    parts: {},
    due: people,
  };
  const said: [second: number, said: LogFacts][] = [
    [-95, { by: ALICE, what: 'incident-described', facts: { record: RECORD_HASH, fields: [] } }],
    [-60, { by: 'reconcile', what: 'manifest-computed', facts: manifest }],
    [-5, { by: ALICE, what: 'approved', why: 'Looked at all of it', facts: { manifest: 'abc' } }],
    [-1, { by: 'reconcile', what: 'run-started', facts: RUN }],
    [6000, { by: 'reconcile', what: 'run-ended', facts: { run: 'run-1', totals: { pending: 0 } } }],
  ];
  const items: LogItem[] = [];
  for (const [second, one] of said) {
    const entry = nextEntry(INCIDENT, items.at(-1), one, new Date(at(second)));
    items.push({ pk: logPk(INCIDENT), sk: logSk(entry.sequence), ...entry });
  }
  return items;
}

/** META, the log with the record it names, one drop with its line accounting, and one quarantined range. */
export function incidentItems(people: number): Item[] {
  const meta: IncidentItem = {
    pk: incidentPk(INCIDENT),
    sk: metaSk,
    incident: INCIDENT,
    phase: 'done',
    openedAt: at(-100),
    key: KEY,
    shardBits: SHARD_BITS,
    generation: 1,
    record,
    recordHash: RECORD_HASH,
    holds: [],
    revision: 1,
  };
  const drop: DropItem = {
    pk: incidentPk(INCIDENT),
    sk: dropSk(DROP),
    incident: INCIDENT,
    drop: DROP,
    generation: 1,
    custody: {
      bucket: 'intake',
      key: `${INCIDENT}/Northwind list.csv`,
      version: '1',
      bytes: 1000,
      etag: 'e',
      droppedAt: at(-90),
      droppedBy: 'arn:aws:iam::000000000000:user/alice',
      receivedAt: at(-89),
    },
    state: 'read',
    slice: 1,
    heartbeatAt: at(-80),
    sha256: HASH,
    readAt: at(-80),
    files: [
      {
        name: 'Northwind list.csv',
        sha256: HASH,
        bytes: 1000,
        encoding: 'utf-8',
        delimiter: ',',
        columns: { company: 'Firma', group: 'Gruppe', email: 'E-Mail' },
        ignored: [],
        lines: { total: people + 3, header: 1, record: people, blank: 1, quarantined: 1 },
        exposures: people + Math.ceil(people / 10),
        recipients: people,
        quarantine: [{ line: people + 2, lineTo: people + 2, code: 'not-an-address' }],
        repairs: [],
      },
    ],
  };
  const quarantined: QuarantineItem = {
    pk: quarantinePk(INCIDENT),
    sk: quarantineSk(DROP, 0, people + 2),
    drop: DROP,
    member: 0,
    line: people + 2,
    lineTo: people + 2,
    code: 'not-an-address',
    text: '=HYPERLINK("https://phish.example"),group,broken',
    generation: 1,
  };
  const { put: version } = keepRecord(INCIDENT, RECORD_HASH, record) as { put: Item };
  return [meta, version, drop, quarantined, ...logItems(people)];
}

/** A real P-256 key behind the signer's interface. */
export function testSigner(): Signer & { privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey,
    publicKey: async () => publicKey.export({ format: 'der', type: 'spki' }),
    sign: async (bytes) => createSign('sha256').update(bytes).sign(privateKey),
  };
}

/** Keeps packs as files of a temporary folder. */
export async function testBucket(): Promise<
  EvidenceBucket & { folder: string; locked: string[]; path(key: string): string }
> {
  const folder = await mkdtemp(join(tmpdir(), 'packs-'));
  const locked: string[] = [];
  const path = (key: string) => join(folder, key.replaceAll('/', '_'));
  return {
    folder,
    locked,
    path,
    async upload(key, content, lock) {
      const hash = createHash('sha256');
      let bytes = 0;
      const count = new PassThrough();
      count.on('data', (chunk: Uint8Array) => {
        hash.update(chunk);
        bytes += chunk.length;
      });
      await pipeline(content, count, createWriteStream(path(key)));
      if (lock) locked.push(key);
      return { key, sha256: hash.digest('hex'), bytes };
    },
  };
}
