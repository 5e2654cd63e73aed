import type { S3Event, S3EventRecord } from 'aws-lambda';

/** One object version, as S3 announced it. */
export interface Arrival {
  bucket: string;
  key: string;
  version: string;
  bytes: number;
  etag: string;
  droppedAt: string;
  /** Who put it there, as S3 says: an IAM unique id or ARN. */
  droppedBy: string;
}

/** The arrivals of one message. S3's test event (sent when notifications are set up) holds none. */
export function arrivalsOf(body: string): Arrival[] {
  const event = JSON.parse(body) as Partial<S3Event>;
  return (event.Records ?? []).map(arrivalOf);
}

function arrivalOf({ s3, eventTime, userIdentity }: S3EventRecord): Arrival {
  return {
    bucket: s3.bucket.name,
    // Keys come form-encoded: '+' is a blank, everything else percent-encoded UTF-8.
    key: decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
    version: s3.object.versionId ?? 'null',
    bytes: s3.object.size,
    etag: s3.object.eTag,
    droppedAt: eventTime,
    droppedBy: userIdentity.principalId,
  };
}
