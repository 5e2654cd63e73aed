import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { readBody } from '../../../gateway/body';
import { createChecksum } from '../../../gateway/checksums';
import { ServiceError } from '../../../gateway/errors';
import { allowKey, allowOnObject } from '../access';
import { type Call, header, type Operation, xmlResponse } from '../call';
import { checkWriteConditions, commit } from '../commit';
import { writtenHeaders } from '../described';
import type { ObjectChecksum, Version } from '../model';
import { PRIVATE } from '../storage/files';
import type { Part, Upload } from '../storage/upload-store';
import { childrenOf, document, parse, textOf } from '../xml';
import { multipartEtag, uploadOf } from './multipart';

const MAX_BODY = 4 * 1024 * 1024;
/** Every part but the last. */
const MIN_PART = 5 * 1024 * 1024;

/** Uploads being put together: a repeated Complete waits for the first and gets its answer. */
const running = new Map<string, Promise<Version>>();

export const completeMultipartUpload: Operation = async (call) => {
  allowOnObject(call, 'PutObject');
  const id = call.request.query.get('uploadId') ?? '';
  const body = (await readBody(call.request.body, MAX_BODY)).toString('utf8');
  const version = (await running.get(id)) ?? completed(call, id) ?? (await completeOnce(call, id, body));
  return xmlResponse(
    document('CompleteMultipartUploadResult', {
      Location: `${call.s3.context.endpoint}${call.request.rawPath}`,
      Bucket: call.bucket.name,
      Key: call.key,
      ETag: `"${version.etag}"`,
      ...(version.checksum && {
        [`Checksum${version.checksum.algorithm.toUpperCase()}`]: version.checksum.value,
        ChecksumType: version.checksum.type,
      }),
    }),
    writtenHeaders(version),
  );
};

/** A client that lost the first answer asks again: the upload is gone, but what it made is there. */
const completed = ({ bucket, key }: Call, id: string): Version | undefined =>
  bucket.objects.versions(key).find(({ uploadId }) => uploadId === id);

async function completeOnce(call: Call, id: string, body: string): Promise<Version> {
  const work = complete(call, body);
  running.set(id, work);
  try {
    return await work;
  } finally {
    running.delete(id);
  }
}

async function complete(call: Call, body: string): Promise<Version> {
  const upload = uploadOf(call);
  allowKey(call, upload.encryption, 'kms:GenerateDataKey');
  allowKey(call, upload.encryption, 'kms:Decrypt');
  checkWriteConditions(call);
  const parts = chosenParts(body, call.s3.uploads.parts(upload));
  const path = call.s3.incoming.path();
  try {
    const checksum = await assemble(call, upload, parts, path);
    checkPromised(call, checksum);
    checkWriteConditions(call);
    const { headers, metadata, encryption, retention } = upload;
    const version = commit(
      call,
      {
        headers,
        metadata,
        encryption,
        retention,
        size: parts.reduce((sum, { size }) => sum + size, 0),
        etag: multipartEtag(parts),
        checksum,
        uploadId: upload.id,
      },
      path,
      'ObjectCreated:CompleteMultipartUpload',
    );
    call.s3.uploads.remove(upload);
    return version;
  } finally {
    call.s3.incoming.discard(path);
  }
}

/** The parts the client names, in its order, which must be ascending. */
function chosenParts(body: string, stored: Part[]): Part[] {
  const request = parse(body);
  const named = childrenOf(request, 'Part');
  if (request.name !== 'CompleteMultipartUpload' || named.length === 0) {
    throw new ServiceError('MalformedXML', 'You must specify at least one part');
  }
  const numbers = named.map((element) => Number(textOf(element, 'PartNumber')));
  if (numbers.some((number, at) => at > 0 && number <= numbers[at - 1]!)) {
    throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  const parts = named.map((element, at) => {
    const part = byNumber.get(numbers[at]!);
    if (!part || part.etag !== textOf(element, 'ETag')?.replaceAll('"', '').trim()) {
      throw new ServiceError('InvalidPart', 'One or more of the specified parts could not be found.');
    }
    return part;
  });
  if (parts.slice(0, -1).some(({ size }) => size < MIN_PART)) {
    throw new ServiceError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return parts;
}

/** Copies the parts into one file, chunk by chunk. @returns the object's checksum, where the upload has one. */
async function assemble(
  call: Call,
  upload: Upload,
  parts: Part[],
  path: string,
): Promise<ObjectChecksum | undefined> {
  const { checksum } = upload;
  const whole = checksum?.type === 'FULL_OBJECT' ? await createChecksum(checksum.algorithm) : undefined;
  const file = await open(path, 'wx', PRIVATE);
  try {
    for (const part of parts) {
      await append(call.s3.uploads.blob(upload, part), file, (bytes) => whole?.update(bytes));
    }
  } finally {
    await file.close();
  }
  if (!checksum) return undefined;
  if (whole) return { ...checksum, value: whole.digest() };
  return compositeOf(checksum.algorithm, parts);
}

async function append(from: string, to: FileHandle, seen: (bytes: Buffer) => void): Promise<void> {
  for await (const chunk of createReadStream(from, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    seen(chunk);
    for (let at = 0; at < chunk.length; ) at += (await to.write(chunk, at)).bytesWritten;
  }
}

/** The checksum of the parts' checksums, and how many there were; without them there is none. */
async function compositeOf(algorithm: string, parts: Part[]): Promise<ObjectChecksum | undefined> {
  const hash = await createChecksum(algorithm);
  for (const { checksum } of parts) {
    if (checksum?.algorithm !== algorithm) return undefined;
    hash.update(Buffer.from(checksum.value, 'base64'));
  }
  return { algorithm, type: 'COMPOSITE', value: `${hash.digest()}-${parts.length}` };
}

function checkPromised(call: Call, checksum: ObjectChecksum | undefined): void {
  const promised = checksum && header(call, `x-amz-checksum-${checksum.algorithm}`);
  if (promised !== undefined && promised !== checksum?.value) {
    throw new ServiceError('BadDigest', 'The checksum you specified did not match the calculated one.');
  }
}
