import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { ServiceError } from '../../../gateway/errors';
import { allowKey } from '../access';
import { type Call, header, invalidArgument, invalidRequest, type Operation, xmlResponse } from '../call';
import { allowWrite, checkWriteConditions, commit } from '../commit';
import { describedBy, writtenHeaders } from '../described';
import { checkReadConditions } from '../read-conditions';
import { document } from '../xml';
import { findVersion } from './find-version';

/** A new object from a stored one, with its metadata or new one. */
export const copyObject: Operation = async (call) => {
  const from = sourceOf(call);
  const source = findVersion(from, 'GetObject');
  allowKey(from, source.encryption, 'kms:Decrypt');
  checkReadConditions({ ...from, request: call.request }, source, 'x-amz-copy-source-');
  const replace = header(call, 'x-amz-metadata-directive') === 'REPLACE';
  if (!replace && source === call.bucket.objects.latest(call.key)) {
    throw invalidRequest('This copy request is illegal because it copies an object to itself unchanged.');
  }
  const described = describedBy(call);
  allowWrite(call, described);
  const body = call.s3.incoming.path();
  await copyFile(from.bucket.objects.blob(source), body, constants.COPYFILE_FICLONE);
  try {
    checkWriteConditions(call);
    const version = commit(
      call,
      {
        ...described,
        ...(replace ? {} : { headers: source.headers, metadata: source.metadata }),
        size: source.size,
        // AWS gives the copy of a multipart object a new ETag; both are opaque.
        etag: source.etag,
        checksum: source.checksum,
      },
      body,
      'ObjectCreated:Copy',
    );
    const result = { ETag: `"${version.etag}"`, LastModified: version.lastModified };
    return xmlResponse(document('CopyObjectResult', result), {
      ...writtenHeaders(version),
      ...(source.versionId !== 'null' && { 'x-amz-copy-source-version-id': source.versionId }),
    });
  } finally {
    call.s3.incoming.discard(body);
  }
};

function sourceOf(call: Call): Call {
  const [path = '', versionId] = (header(call, 'x-amz-copy-source') ?? '').split('?versionId=');
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (!name || !key) throw invalidArgument('Copy Source must mention the source bucket and key');
  const bucket = call.s3.buckets.get(name);
  if (!bucket) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const query = new URLSearchParams(versionId === undefined ? {} : { versionId });
  return { ...call, bucket, key, request: { ...call.request, query } };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidArgument('Invalid copy source encoding.');
  }
}
