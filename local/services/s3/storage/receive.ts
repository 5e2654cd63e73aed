import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { checksumAlgorithm } from '../../../gateway/checksums';
import { ServiceError } from '../../../gateway/errors';
import type { ServiceRequest } from '../../../gateway/types';
import { type Incoming, PRIVATE } from './files';

/** A body on disk, not yet an object. */
export interface Received {
  path: string;
  size: number;
  md5: Buffer;
  /** The checksum that came with it; the gateway has verified it. */
  checksum?: { algorithm: string; value: string };
}

/**
 * Streams a body to disk, one chunk at a time, so that a gigabyte takes no more memory than a kilobyte.
 *
 * @throws BadDigest, InvalidDigest, IncompleteBody, or what the gateway found wrong; nothing stays behind then
 */
export async function receive(request: ServiceRequest, incoming: Incoming): Promise<Received> {
  const path = incoming.path();
  try {
    const expected = expectedMd5(request.headers);
    const { size, md5 } = await write(request.body, path);
    const promised = request.headers['content-length'];
    if (promised !== undefined && Number(promised) !== size) {
      throw new ServiceError('IncompleteBody', 'You did not provide the number of bytes in Content-Length.');
    }
    if (expected && !expected.equals(md5)) {
      throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
    return { path, size, md5, checksum: checksumIn(request.headers) };
  } catch (error) {
    incoming.discard(path);
    throw error;
  }
}

async function write(body: Readable, path: string): Promise<{ size: number; md5: Buffer }> {
  const md5 = createHash('md5');
  const file = await open(path, 'wx', PRIVATE);
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      md5.update(chunk);
      size += chunk.length;
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    }
  } finally {
    await file.close();
  }
  return { size, md5: md5.digest() };
}

function expectedMd5(headers: IncomingHttpHeaders): Buffer | undefined {
  const given = headers['content-md5'];
  if (given === undefined) return undefined;
  const md5 = Buffer.from(String(given), 'base64');
  if (md5.length !== 16)
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  return md5;
}

/** Read after the body: a checksum may come as a trailer. */
function checksumIn(headers: IncomingHttpHeaders): Received['checksum'] {
  for (const [name, value] of Object.entries(headers)) {
    const algorithm = checksumAlgorithm(name);
    if (algorithm) return { algorithm, value: String(value) };
  }
  return undefined;
}
