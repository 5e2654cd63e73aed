import { allowOnBucket } from '../access';
import { type Call, invalidArgument, type Operation, xmlResponse } from '../call';
import type { Version } from '../model';
import { document, type Xml } from '../xml';
import { keyWriter, type ListPage, list, listRequest } from './listing';
import { pageSize } from './page-size';

const MAX_KEYS = 1000;

/** ListObjectsV2 with `list-type=2`, else the first version, which the AWS command line still uses. */
export const listObjects: Operation = (call) => {
  const { query } = call.request;
  allowOnBucket(call, 'ListBucket', conditions(query));
  return query.get('list-type') === '2' ? second(call) : first(call);
};

function second(call: Call) {
  const { query } = call.request;
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const { page, limit, write, common } = pageOf(call, token === null ? startAfter : decodeToken(token));
  const owner = query.get('fetch-owner') === 'true' ? { Owner: { ID: call.s3.context.account } } : {};
  return xmlResponse(
    document('ListBucketResult', {
      ...common,
      StartAfter: startAfter === '' ? undefined : write(startAfter),
      KeyCount: page.entries.length + page.commonPrefixes.length,
      MaxKeys: limit,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.next && encodeToken(page.next.key),
      IsTruncated: page.next !== undefined,
      Contents: page.entries.map((version) => ({ ...contents(version, write), ...owner })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    }),
  );
}

function first(call: Call) {
  const { query } = call.request;
  const marker = query.get('marker') ?? '';
  const { page, limit, write, common } = pageOf(call, marker);
  return xmlResponse(
    document('ListBucketResult', {
      ...common,
      Marker: write(marker),
      // Without a delimiter clients go on from the last key themselves.
      NextMarker: page.next && query.get('delimiter') ? write(page.next.key) : undefined,
      MaxKeys: limit,
      IsTruncated: page.next !== undefined,
      Contents: page.entries.map((version) => ({
        ...contents(version, write),
        Owner: { ID: call.s3.context.account },
      })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    }),
  );
}

function pageOf(call: Call, after: string) {
  const { query } = call.request;
  const limit = pageSize(query.get('max-keys'), MAX_KEYS);
  const request = listRequest(query, limit, after);
  const page: ListPage<Version> =
    limit === 0
      ? { entries: [], commonPrefixes: [] }
      : list(call.bucket, request, (key, [latest]) =>
          !latest || latest.deleteMarker || key === after ? [] : [latest],
        );
  const write = keyWriter(query);
  const common: Xml = {
    Name: call.bucket.name,
    Prefix: write(request.prefix),
    Delimiter: request.delimiter === '' ? undefined : write(request.delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
  };
  return { page, limit, write, common };
}

const contents = (version: Version, write: (key: string) => string): Xml => ({
  Key: write(version.key),
  LastModified: version.lastModified,
  ETag: `"${version.etag}"`,
  ChecksumAlgorithm: version.checksum?.algorithm.toUpperCase(),
  ChecksumType: version.checksum?.type,
  Size: version.size,
  StorageClass: 'STANDARD',
});

/** The condition keys on which a policy may hang a list. */
export function conditions(query: URLSearchParams): Record<string, string> {
  const context: Record<string, string> = {};
  for (const name of ['prefix', 'delimiter', 'max-keys']) {
    const value = query.get(name);
    if (value !== null) context[`s3:${name}`] = value;
  }
  return context;
}

const encodeToken = (key: string) => Buffer.from(key, 'utf8').toString('base64url');

function decodeToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString('utf8');
  if (encodeToken(key) !== token) throw invalidArgument('The continuation token provided is incorrect');
  return key;
}
