import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { LogItem } from '../../lambdas/adapters/register/items';
import { checkLink, type LogEntry } from '../../lambdas/domain/evidence/log-chain';
import { addTester, changedAssembly, type Resources } from '../support/assembly';
import { bootEmbeddedAws, type TestAws } from '../support/embedded-aws';
import { eventually } from '../support/eventually';
import { callApi, Incident } from '../support/incident';
import { temporaryFolder } from '../support/outputs';
import { unzip } from '../support/zip';

/** Companies and groups that stand in no template, text or log line of ours. */
const ROWS = Array.from({ length: 40 }, (_, n) => ({
  company: `Kontoso Werke ${n}`,
  group: `zeta-wing-${n}`,
  address: `verena.${n}@kontoso-${n % 7}.example`,
}));
const BAD = 'Fabrikam Nord,lambda-desk,nobody(at)fabrikam-nord.example';
const FILE = ['company,group,email', ...ROWS.map((row) => Object.values(row).join(',')), BAD].join('\n');
const NAME = 'Kontoso admins of Fabrikam.csv';
/** Everything of the file with six characters or more, and the file's name. */
const TOXIC = [
  ...ROWS.flatMap(({ company, group, address }) => [company, group, address]),
  ...ROWS.map(({ address }) => address.slice(address.indexOf('@') + 1)),
  'Fabrikam Nord',
  'lambda-desk',
  'fabrikam-nord.example',
  'Kontoso admins',
];

/** The laptop's stacks with other days of retention, and waits of a second. */
function kept(days: { raw: number; addresses: number; record: number }) {
  return changedAssembly((resources: Resources) => {
    addTester(resources);
    const variables = resources.Reconcile?.Properties.Environment?.Variables;
    if (!variables) return;
    variables.RAW_FILE_DAYS = String(days.raw);
    variables.ADDRESS_DAYS = String(days.addresses);
    variables.RECORD_DAYS = String(days.record);
    variables.STALL_SECONDS = '2';
  });
}

const LONG = 1000;
const NOW = 1e-9;
const INCIDENT = 'erasure-2026';

let data: string;
let aws: TestAws;
beforeAll(async () => {
  data = await temporaryFolder();
});
afterAll(() => aws.close());

async function boot(days: Parameters<typeof kept>[0]): Promise<Incident> {
  aws = await bootEmbeddedAws({
    data,
    assembly: await kept(days),
    scheduleSeconds: 1,
    ses: { deliveryMilliseconds: 5 },
  });
  return new Incident(aws, INCIDENT);
}

/** Every attribute of every item, binary ones as they are. */
async function table(): Promise<Record<string, unknown>[]> {
  const dynamo = new DynamoDBClient(aws.client('tester'));
  const items: Record<string, unknown>[] = [];
  let page: ScanCommandOutput | undefined;
  do {
    const scan: ScanCommand = new ScanCommand({
      TableName: aws.outputs.RegisterTable,
      ExclusiveStartKey: page?.LastEvaluatedKey,
    });
    page = await dynamo.send(scan);
    for (const item of page.Items ?? []) items.push(unmarshall(item));
  } while (page.LastEvaluatedKey);
  return items;
}

/** Key and content of every version of every object, and keys of delete markers. */
async function bucket(name: string | undefined): Promise<{ key: string; text: string }[]> {
  const s3 = new S3Client(aws.client('tester'));
  const {
    Versions = [],
    DeleteMarkers = [],
    IsTruncated,
  } = await s3.send(new ListObjectVersionsCommand({ Bucket: name }));
  expect(IsTruncated).toBeFalsy();
  const contents = await Promise.all(
    Versions.map(async ({ Key = '', VersionId }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key, VersionId }));
      return { key: Key, text: await textOf(Key, (await Body?.transformToByteArray()) ?? new Uint8Array(0)) };
    }),
  );
  return [...contents, ...DeleteMarkers.map(({ Key = '' }) => ({ key: Key, text: '' }))];
}

/** What an export that was killed leaves behind: parts of a pack that never became one. */
async function leaveParts(): Promise<void> {
  const s3 = new S3Client(aws.client('tester'));
  const named = { Bucket: aws.outputs.EvidenceBucket, Key: `${INCIDENT}/killed/evidence.zip` };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(named));
  const Body = Buffer.from(FILE);
  await s3.send(new UploadPartCommand({ ...named, UploadId, PartNumber: 1, Body }));
}

async function uploads(): Promise<unknown[]> {
  const s3 = new S3Client(aws.client('tester'));
  const list = new ListMultipartUploadsCommand({ Bucket: aws.outputs.EvidenceBucket });
  return (await s3.send(list)).Uploads ?? [];
}

/** Also what lies in a ZIP: names and contents of its entries. */
async function textOf(key: string, bytes: Uint8Array): Promise<string> {
  if (!key.endsWith('.zip')) return Buffer.from(bytes).toString('utf8');
  const path = join(await temporaryFolder(), 'pack.zip');
  writeFileSync(path, bytes);
  return (await unzip(path)).map(([name, content]) => `${name}\n${content.toString('utf8')}`).join('\n');
}

/** Bodies of whatever waits in a queue or a dead-letter queue, and how many messages are hidden. */
async function queues(): Promise<{ names: string[]; bodies: string[]; hidden: number }> {
  const sqs = new SQSClient(aws.client('tester'));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const bodies: string[] = [];
  let hidden = 0;
  for (const QueueUrl of QueueUrls) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    bodies.push(...Messages.map(({ Body = '' }) => Body));
    const AttributeNames = ['ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    hidden += Number(Attributes?.ApproximateNumberOfMessagesNotVisible) - Messages.length;
  }
  return { names: QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)), bodies, hidden };
}

function lambdaLogs(): string {
  const folder = join(data, 'logs');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

const found = (text: string) => TOXIC.filter((value) => text.includes(value));

async function everythingReadable() {
  const waiting = await queues();
  return {
    table: found(JSON.stringify(await table())),
    intake: found(JSON.stringify(await bucket(aws.outputs.IntakeBucket))),
    evidence: found(
      JSON.stringify((await bucket(aws.outputs.EvidenceBucket)).map(({ key, text }) => [key, text])),
    ),
    uploads: (await uploads()).length,
    queues: found(waiting.bodies.join('\n')),
    hidden: waiting.hidden,
    logs: found(lambdaLogs()),
  };
}

const NOTHING = { table: [], intake: [], evidence: [], uploads: 0, queues: [], hidden: 0, logs: [] };

async function chain(): Promise<string[]> {
  const entries = (await table())
    .filter(({ pk }) => pk === `INC#${INCIDENT}#LOG`)
    .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1)) as unknown as LogItem[];
  let last: LogEntry | undefined;
  for (const { pk: _pk, sk: _sk, ...entry } of entries) {
    expect(checkLink(INCIDENT, last, entry)).toBeUndefined();
    last = entry;
  }
  return entries.map(({ what }) => what);
}

const ask = (address: string) =>
  callApi<{ affected?: boolean; outcome?: string; error?: string }>(
    aws,
    'responder',
    `POST /incidents/${INCIDENT}/recipients`,
    { address, why: 'a person asked' },
  );

test('a run leaves text of the file where it is needed, and nowhere else', async () => {
  const incident = await boot({ raw: LONG, addresses: LONG, record: LONG });
  await incident.describe();
  await incident.drop(NAME, FILE);
  const reviewed = await incident.until(
    'the file read',
    ({ drops, manifest }) => drops[0]?.state === 'read' && manifest?.generation === 1,
  );
  const line = reviewed.drops[0]?.files?.[0]?.quarantine[0]?.line;
  await incident.call('responder', `POST /incidents/${INCIDENT}/quarantine`, {
    drop: reviewed.drops[0]?.drop,
    line,
    accept: true,
    address: 'desk@fabrikam-nord.example',
    company: 'Fabrikam Nord',
    group: 'lambda-desk',
    why: 'the sign was spelt out',
  });
  const done = await incident.send(2);
  expect(done.totals).toMatchObject({ total: 41, delivered: 41 });
  expect((await incident.export()).balanced).toBe(true);
  // somebody hides the object: its name stays in the delete marker
  const Key = `${INCIDENT}/${NAME}`;
  const s3 = new S3Client(aws.client('tester'));
  await s3.send(new DeleteObjectCommand({ Bucket: aws.outputs.IntakeBucket, Key }));

  await leaveParts();

  const before = await everythingReadable();
  expect(before.table).toEqual(expect.arrayContaining(ROWS.map(({ address }) => address)));
  expect(before.intake).toEqual(expect.arrayContaining(ROWS.map(({ company }) => company)));
  expect(before.evidence).toEqual(expect.arrayContaining(ROWS.map(({ address }) => address)));
  expect(before).toMatchObject({ uploads: 1, queues: [], logs: [] });
  await aws.close();
});

test('after the first step it is nowhere, and "was this address told?" is still answered', async () => {
  const incident = await boot({ raw: NOW, addresses: NOW, record: LONG });
  const erased = await incident.until('the addresses erased', (view) => view.addressesErasedAt !== undefined);
  expect(erased).toMatchObject({
    phase: 'done',
    totals: { total: 41, delivered: 41 },
    record: { incident: INCIDENT },
  });
  expect(await everythingReadable()).toEqual(NOTHING);
  expect(await bucket(aws.outputs.IntakeBucket)).toEqual([]);
  const kinds = (await bucket(aws.outputs.EvidenceBucket)).map(({ key }) => key.replace(/^.*\//, ''));
  expect(kinds).toContain('regulator.zip');
  expect(kinds).not.toContain('evidence.zip');
  const { names } = await queues();
  expect(names).toHaveLength(10);

  expect((await ask(ROWS[3]!.address)).body).toMatchObject({ affected: true, outcome: 'delivered' });
  expect((await ask('Desk@Fabrikam-Nord.example')).body).toMatchObject({
    affected: true,
    outcome: 'delivered',
  });
  expect((await ask('somebody.else@kontoso-1.example')).body).toEqual({ affected: false });
  expect(await chain()).toEqual(expect.arrayContaining(['raw-file-destroyed', 'addresses-erased']));
  expect(lambdaLogs()).not.toMatch(/AccessDenied/);
  // The anchor of what was erased is put by the tick after it.
  await eventually('every grant of destroying and anchoring used', () => {
    const idle = aws.unusedGrants().filter(({ role, statement }) => {
      return /reconcile/i.test(role) && /DestroyDrops|DestroyPacks|Anchors/.test(statement);
    });
    return idle.length === 0;
  });
});

test('a pack that is asked for now holds figures and ids, balances, and names nobody', async () => {
  const exported = await new Incident(aws, INCIDENT).export();
  expect(exported).toMatchObject({ balanced: true, totals: { total: 41, delivered: 41 } });
  // The log is anchored after the packs are done.
  await eventually('every grant of locking and anchoring used', () => {
    const idle = aws.unusedGrants().filter(({ role, statement }) => {
      return /export/i.test(role) && /LockPacks|Anchors/.test(statement);
    });
    return idle.length === 0;
  });
  const pack = new Uint8Array(await (await fetch(exported.evidenceUrl ?? '')).arrayBuffer());
  const text = await textOf('evidence.zip', pack);
  expect(text).toContain('data/recipients.csv');
  expect(found(text)).toEqual([]);
  expect(text).toContain('dpo@example-scan.example');
});

test('a file that arrives now is held unread and says so; nothing is ignored', async () => {
  const incident = new Incident(aws, INCIDENT);
  await incident.drop('late.csv', 'company,group,email\nLate Ltd,late-group,late@late.example\n');
  const view = await incident.until('the hold', ({ holds }) =>
    holds.some(({ code }) => code === 'file-held'),
  );
  expect(view.drops.find(({ state }) => state === 'held')).toBeDefined();
  expect(JSON.stringify(await table())).not.toContain('late@late.example');
  await aws.close();
});

test('after the second step key and record are gone, the chain still verifies, and nobody gets a wrong answer', async () => {
  const incident = await boot({ raw: NOW, addresses: NOW, record: NOW });
  await incident.until('the record erased', ({ phase }) => phase === 'erased');
  const meta = (await table()).find(({ pk, sk }) => pk === `INC#${INCIDENT}` && sk === 'META');
  expect(meta?.key).toHaveLength(0);
  expect(await chain()).toEqual(expect.arrayContaining(['addresses-erased', 'record-erased']));
  expect(await ask(ROWS[3]!.address)).toMatchObject({ status: 410, body: { error: 'record-erased' } });
  expect(await everythingReadable()).toEqual(NOTHING);
  expect(JSON.stringify(await table())).not.toContain('dpo@example-scan.example');
  const packs = (await bucket(aws.outputs.EvidenceBucket)).map(({ key }) => key.replace(/^.*\//, ''));
  expect(packs).toContain('regulator.zip');
  expect(packs).not.toContain('evidence.zip');
});
