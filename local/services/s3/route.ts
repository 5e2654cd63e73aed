import { AccessDenied, NotImplemented, ServiceError } from '../../gateway/errors';
import type { ServiceRequest, ServiceResponse } from '../../gateway/types';
import { header, type Operation, type S3 } from './call';
import { getBucketLocation, getBucketVersioning, headBucket, listBuckets } from './operations/bucket';
import { completeMultipartUpload } from './operations/complete-upload';
import { copyObject } from './operations/copy-object';
import { deleteObject, deleteObjects } from './operations/delete-object';
import { getObject, headObject } from './operations/get-object';
import { listObjects } from './operations/list-objects';
import { listObjectVersions } from './operations/list-versions';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './operations/multipart';
import { putObject } from './operations/put-object';
import { getObjectRetention, getObjectTagging, putObjectRetention } from './operations/retention';

/** By method, what it is about, and the subresource that the query names. */
const OPERATIONS: Record<string, Operation> = {
  'HEAD bucket': headBucket,
  'GET bucket': listObjects,
  'GET bucket versions': listObjectVersions,
  'GET bucket location': getBucketLocation,
  'GET bucket versioning': getBucketVersioning,
  'GET bucket uploads': listMultipartUploads,
  'POST bucket delete': deleteObjects,
  'PUT object': (call) => (header(call, 'x-amz-copy-source') ? copyObject : putObject)(call),
  'GET object': getObject,
  'HEAD object': headObject,
  'DELETE object': deleteObject,
  'POST object uploads': createMultipartUpload,
  'PUT object uploadId': uploadPart,
  'POST object uploadId': completeMultipartUpload,
  'DELETE object uploadId': abortMultipartUpload,
  'GET object uploadId': listParts,
  'GET object retention': getObjectRetention,
  'PUT object retention': putObjectRetention,
  'GET object tagging': getObjectTagging,
};

/** Query parameters that only refine an operation; any other names a subresource. */
const REFINING =
  /^(x-id|list-type|prefix|delimiter|marker|max-keys|encoding-type|continuation-token|start-after|fetch-owner|versionId|partNumber|key-marker|version-id-marker|upload-id-marker|max-uploads|max-parts|part-number-marker|response-.*|x-amz-.*)$/i;
const MAX_KEY_BYTES = 1024;

/** Finds the operation by path and query, and its bucket. Path-style only: buckets have no host names here. */
export async function route(s3: S3, request: ServiceRequest): Promise<ServiceResponse> {
  const [, name = '', rawKey = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(request.rawPath) ?? [];
  if (name === '') {
    if (request.method !== 'GET') throw new NotImplemented(`S3 ${request.method} /`);
    return listBuckets(s3, request);
  }
  const key = decoded(rawKey);
  const subresources = [...request.query.keys()].filter((parameter) => !REFINING.test(parameter));
  const operation = OPERATIONS[[request.method, key === '' ? 'bucket' : 'object', ...subresources].join(' ')];
  if (!operation) {
    throw new NotImplemented(
      `S3 ${request.method} ${key === '' ? 'bucket' : 'object'} ${subresources.join()}`,
    );
  }
  const bucket = s3.buckets.get(decoded(name));
  if (!bucket) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new ServiceError('KeyTooLongError', 'Your key is too long');
  const call = { s3, request, bucket, key };
  if ((header(call, 'x-amz-expected-bucket-owner') ?? s3.context.account) !== s3.context.account) {
    throw new AccessDenied(request.principal.arn, 's3', bucket.arn, 'because another owner is expected');
  }
  return operation(call);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
