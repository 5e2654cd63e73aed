import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { BUCKET, createBucket } from './bucket';
import { Stand } from './stand';

let stand: Stand;
let s3: S3Client;

beforeEach(async () => {
  stand = await Stand.open();
  await createBucket(stand);
  s3 = stand.objects();
});
afterEach(() => stand.discard());

const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function walk(input: Partial<ListObjectsV2CommandInput> = {}) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET, ...input })) {
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!));
    expect(page.KeyCount).toBeLessThanOrEqual(input.MaxKeys ?? 1000);
  }
  return { keys, prefixes };
}

test('pages of any size, prefix and delimiter give together what is there, in byte order', async () => {
  const part = fc.constantFrom('a', 'b', 'a/', 'b/', '/', 'ä', '\uffee', '\u{1f600}', 'é');
  const keys = fc.uniqueArray(
    fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 14 },
  );
  const query = fc.record({
    size: fc.integer({ min: 1, max: 6 }),
    prefix: fc.constantFrom('', 'a', 'a/', 'ä', '\u{1f600}'),
    delimiter: fc.constantFrom('', '/', 'b'),
  });
  const there: string[] = [];
  await fc.assert(
    fc.asyncProperty(keys, query, async (names, { size, prefix, delimiter }) => {
      for (const name of names) {
        if (there.includes(name)) continue;
        await put(name);
        there.push(name);
      }
      const found = await walk({
        MaxKeys: size,
        Prefix: prefix || undefined,
        Delimiter: delimiter || undefined,
      });
      const cut = (key: string) => (delimiter ? key.indexOf(delimiter, prefix.length) : -1);
      const within = there.filter((key) => key.startsWith(prefix)).sort(bytes);
      const prefixes = within
        .filter((key) => cut(key) >= 0)
        .map((key) => key.slice(0, cut(key) + delimiter.length));
      expect(found.keys).toEqual(within.filter((key) => cut(key) < 0));
      expect(found.prefixes).toEqual([...new Set(prefixes)]);
    }),
    { numRuns: 40 },
  );
});

test('start-after, hidden keys, URL encoding and the first version of the list', async () => {
  for (const key of ['a', 'b', 'c d+é', 'e/f']) await put(key);
  await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'b' }));
  expect((await walk({ StartAfter: 'a' })).keys).toEqual(['c d+é', 'e/f']);
  const encoded = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, EncodingType: 'url' }));
  expect(encoded.Contents!.map(({ Key }) => Key)).toEqual(['a', 'c%20d%2B%C3%A9', 'e/f']);
  const first = await s3.send(new ListObjectsCommand({ Bucket: BUCKET, MaxKeys: 2, Delimiter: '/' }));
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'c d+é' });
  const second = await s3.send(
    new ListObjectsCommand({ Bucket: BUCKET, Marker: first.NextMarker, Delimiter: '/' }),
  );
  expect(second.CommonPrefixes).toEqual([{ Prefix: 'e/' }]);
  expect(second.IsTruncated).toBe(false);
});
