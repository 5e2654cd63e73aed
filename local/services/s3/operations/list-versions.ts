import { allowOnBucket } from '../access';
import { type Call, invalidArgument, type Operation, xmlResponse } from '../call';
import type { Version } from '../model';
import { document, type Xml } from '../xml';
import { conditions } from './list-objects';
import { keyWriter, list, listRequest } from './listing';
import { pageSize } from './page-size';

const MAX_KEYS = 1000;

/** Every version and delete marker, newest first within a key. */
export const listObjectVersions: Operation = (call) => {
  const { query } = call.request;
  allowOnBucket(call, 'ListBucketVersions', conditions(query));
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('version-id-marker') ?? '';
  if (idMarker !== '' && keyMarker === '') {
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  }
  const limit = pageSize(query.get('max-keys'), MAX_KEYS);
  const request = listRequest(query, limit, keyMarker);
  const page = list(call.bucket, request, (key, versions) => left(key, versions, keyMarker, idMarker));
  const write = keyWriter(query);
  const { next } = page;
  return xmlResponse(
    document('ListVersionsResult', {
      Name: call.bucket.name,
      Prefix: write(request.prefix),
      KeyMarker: write(keyMarker),
      VersionIdMarker: idMarker,
      NextKeyMarker: next && write(next.key),
      NextVersionIdMarker: next?.entry?.versionId,
      MaxKeys: limit,
      Delimiter: request.delimiter === '' ? undefined : write(request.delimiter),
      EncodingType: query.get('encoding-type') ?? undefined,
      IsTruncated: next !== undefined,
      Version: page.entries.filter((version) => !version.deleteMarker).map((one) => shown(call, one, write)),
      DeleteMarker: page.entries
        .filter((version) => version.deleteMarker)
        .map((one) => shown(call, one, write)),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    }),
  );
};

/**
 * Of the marker's own key what comes after the marked version; nothing, where no version is marked. A marked
 * version that is gone was deleted between two pages: what is left of the key is listed, rather twice than never.
 */
function left(key: string, versions: readonly Version[], keyMarker: string, idMarker: string): Version[] {
  if (key !== keyMarker) return [...versions];
  const marked = versions.findIndex(({ versionId }) => versionId === idMarker);
  return idMarker === '' ? [] : versions.slice(marked + 1);
}

function shown(call: Call, version: Version, write: (key: string) => string): Xml {
  return {
    Key: write(version.key),
    VersionId: version.versionId,
    IsLatest: call.bucket.objects.latest(version.key) === version,
    LastModified: version.lastModified,
    ...(version.deleteMarker
      ? {}
      : { ETag: `"${version.etag}"`, Size: version.size, StorageClass: 'STANDARD' }),
    Owner: { ID: call.s3.context.account },
  };
}
