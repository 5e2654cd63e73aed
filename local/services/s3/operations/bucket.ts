import type { ServiceRequest, ServiceResponse } from '../../../gateway/types';
import { allowOnAccount, allowOnBucket } from '../access';
import { empty, type Operation, type S3, xmlResponse } from '../call';
import { document } from '../xml';

export const headBucket: Operation = (call) => {
  allowOnBucket(call, 'ListBucket');
  return empty(200, { 'x-amz-bucket-region': call.s3.context.region });
};

export const getBucketLocation: Operation = (call) => {
  allowOnBucket(call, 'GetBucketLocation');
  const { region } = call.s3.context;
  return xmlResponse(document('LocationConstraint', region === 'us-east-1' ? '' : region));
};

export const getBucketVersioning: Operation = (call) => {
  allowOnBucket(call, 'GetBucketVersioning');
  return xmlResponse(document('VersioningConfiguration', { Status: call.bucket.versioning }));
};

/** The one operation without a bucket. */
export function listBuckets(s3: S3, request: ServiceRequest): ServiceResponse {
  allowOnAccount({ s3, request }, 'ListAllMyBuckets');
  const buckets = [...s3.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return xmlResponse(
    document('ListAllMyBucketsResult', {
      Owner: { ID: s3.context.account },
      Buckets: { Bucket: buckets.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })) },
    }),
  );
}
