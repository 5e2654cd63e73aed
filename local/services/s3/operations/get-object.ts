import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { NotImplemented } from '../../../gateway/errors';
import type { ServiceResponse } from '../../../gateway/types';
import { allowKey } from '../access';
import { type Call, header, noSuchKey, type Operation } from '../call';
import { checksumHeaders, describedHeaders } from '../described';
import type { Version } from '../model';
import { checkReadConditions } from '../read-conditions';
import { findVersion } from './find-version';
import { type Range, rangeOf } from './range';

/** Up to here a whole object goes out as one buffer: fewer turns of the loop for every small one. */
const AT_ONCE = 64 * 1024;

/** Query parameters by which a presigned URL sets the answer's headers. */
const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];

export const getObject: Operation = async (call) => {
  const { version, range, response } = prepared(call);
  const path = call.bucket.objects.blob(version);
  return { ...response, body: await bodyOf(path, version, range) };
};

export const headObject: Operation = (call) => prepared(call).response;

function prepared(call: Call): { version: Version; range?: Range; response: ServiceResponse } {
  if (call.request.query.has('partNumber')) throw new NotImplemented('Reading one part of an S3 object');
  const version = findVersion(call, 'GetObject');
  allowKey(call, version.encryption, 'kms:Decrypt');
  checkReadConditions(call, version);
  const range = rangeOf(header(call, 'range'), version.size);
  const whole = header(call, 'x-amz-checksum-mode') === 'ENABLED' && !range ? checksumHeaders(version) : {};
  const headers: Record<string, string> = {
    ...describedHeaders(version),
    ...whole,
    ...overrides(call),
    'content-length': String(range ? range.end - range.start + 1 : version.size),
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${version.size}` }),
  };
  return { version, range, response: { status: range ? 206 : 200, headers } };
}

async function bodyOf(path: string, { size }: Version, range?: Range): Promise<Buffer | Readable> {
  try {
    if (size === 0) return Buffer.alloc(0);
    if (!range && size <= AT_ONCE) return await readFile(path);
    // Opened before the answer starts, so that a version deleted meanwhile is still read to its end.
    const file = await open(path, 'r');
    return createReadStream(path, { fd: file, ...range, highWaterMark: 256 * 1024 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw noSuchKey();
    throw error;
  }
}

function overrides(call: Call): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = call.request.query.get(`response-${name}`);
    if (value !== null) headers[name] = value;
  }
  return headers;
}
