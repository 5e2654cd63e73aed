import { createHash } from 'node:crypto';
import { readBody } from '../../../gateway/body';
import { ServiceError } from '../../../gateway/errors';
import { allowOnObject } from '../access';
import { type Call, empty, header, type Operation, xmlResponse } from '../call';
import { commitMarker } from '../commit';
import type { Version } from '../model';
import { childrenOf, document, parse, textOf, type Xml } from '../xml';

const MAX_KEYS = 1000;
const MAX_BODY = 2 * 1024 * 1024;

interface Deleted {
  versionId?: string;
  marker?: Version;
  wasMarker?: boolean;
}

/** A delete marker, or one version for good where its id is given. */
export const deleteObject: Operation = (call) => {
  const versionId = call.request.query.get('versionId') ?? undefined;
  const { marker, wasMarker } = remove(call, versionId);
  const id = versionId ?? marker?.versionId;
  return empty(204, {
    ...(id && id !== 'null' && { 'x-amz-version-id': id }),
    ...((marker || wasMarker) && { 'x-amz-delete-marker': 'true' }),
  });
};

/** Up to 1000 of them, each with its own outcome. */
export const deleteObjects: Operation = async (call) => {
  const body = await readBody(call.request.body, MAX_BODY);
  checkMd5(call, body);
  const request = parse(body.toString('utf8'));
  const objects = childrenOf(request, 'Object');
  if (request.name !== 'Delete' || objects.length === 0 || objects.length > MAX_KEYS) {
    throw new ServiceError('MalformedXML', `Delete needs 1 to ${MAX_KEYS} objects.`);
  }
  const quiet = textOf(request, 'Quiet') === 'true';
  const result = { Deleted: [] as Xml[], Error: [] as Xml[] };
  for (const object of objects) {
    const key = textOf(object, 'Key') ?? '';
    const versionId = textOf(object, 'VersionId') || undefined;
    try {
      const { marker, wasMarker } = remove({ ...call, key }, versionId);
      if (!quiet) result.Deleted.push(deleted(key, versionId, marker, wasMarker));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      result.Error.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message });
    }
  }
  return xmlResponse(document('DeleteResult', result));
};

function remove(call: Call, versionId: string | undefined): Deleted {
  const { bucket, key } = call;
  if (versionId === undefined) {
    allowOnObject(call, 'DeleteObject');
    if (bucket.versioning) return { marker: commitMarker(call.s3, bucket, key) };
    const latest = bucket.objects.latest(key);
    if (latest) bucket.objects.remove(latest);
    return {};
  }
  allowOnObject(call, 'DeleteObjectVersion', { 's3:VersionId': versionId });
  const version = bucket.objects.find(key, versionId);
  if (!version) return { versionId };
  refuseLocked(call, version);
  bucket.objects.remove(version);
  return { versionId, wasMarker: version.deleteMarker };
}

/** Retention holds against everyone; governance mode lets those pass who may and ask for it. */
function refuseLocked(call: Call, { retention }: Version): void {
  if (!retention || new Date(retention.until) <= call.s3.context.now()) return;
  if (retention.mode === 'GOVERNANCE' && header(call, 'x-amz-bypass-governance-retention') === 'true') {
    allowOnObject(call, 'BypassGovernanceRetention');
    return;
  }
  throw new ServiceError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
}

const deleted = (key: string, versionId?: string, marker?: Version, wasMarker?: boolean): Xml => ({
  Key: key,
  VersionId: versionId,
  DeleteMarker: marker || wasMarker ? true : undefined,
  DeleteMarkerVersionId: marker ? marker.versionId : wasMarker ? versionId : undefined,
});

function checkMd5(call: Call, body: Buffer): void {
  const given = header(call, 'content-md5');
  if (given !== undefined && createHash('md5').update(body).digest('base64') !== given) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}
