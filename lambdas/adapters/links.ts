import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Long enough to upload a large file that is at hand, too short to be of use when it leaks. */
const VALID_SECONDS = 900;

/** Presigned links. S3 checks each against the role of the function that signed it, when it is used. */
export function createLinks(s3: S3Client, buckets: { intake: string; evidence: string }) {
  return {
    upload: (key: string) =>
      getSignedUrl(s3, new PutObjectCommand({ Bucket: buckets.intake, Key: key }), {
        expiresIn: VALID_SECONDS,
      }),
    download: (key: string) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket: buckets.evidence, Key: key }), {
        expiresIn: VALID_SECONDS,
      }),
  };
}
