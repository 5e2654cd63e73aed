import { GetObjectCommand, NoSuchKey, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** One version of one object, read as a stream, whole or in part. */
export interface ObjectSource {
  readonly bytes: number;
  /** @param from, to offsets; `to` is exclusive. Ending the iteration early closes the connection. */
  read(from?: number, to?: number): AsyncIterable<Buffer>;
}

/** The object (or this version of it) does not exist any more. */
export class ObjectGone extends Error {
  override name = 'ObjectGone';
}

/** An object by its version: an overwrite after custody changes nothing. */
export function openObject(
  client: S3Client,
  object: { bucket: string; key: string; version: string; bytes: number },
): ObjectSource {
  const versioned = object.version !== '' && object.version !== 'null';
  return {
    bytes: object.bytes,
    async *read(from = 0, to = object.bytes) {
      if (to <= from) return;
      const whole = from === 0 && to === object.bytes;
      const abort = new AbortController();
      const command = new GetObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        ...(versioned && { VersionId: object.version }),
        ...(!whole && { Range: `bytes=${from}-${to - 1}` }),
      });
      try {
        const { Body } = await client.send(command, { abortSignal: abort.signal });
        for await (const chunk of Body as AsyncIterable<Buffer>) yield chunk;
      } catch (error) {
        throw isGone(error) ? new ObjectGone('the object is gone', { cause: error }) : error;
      } finally {
        abort.abort();
      }
    },
  };
}

function isGone(error: unknown): boolean {
  if (error instanceof NoSuchKey) return true;
  return (
    error instanceof S3ServiceException && (error.name === 'NoSuchVersion' || error.name === 'NoSuchKey')
  );
}
