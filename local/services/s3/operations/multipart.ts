import { createHash } from 'node:crypto';
import { NotImplemented } from '../../../gateway/errors';
import { allowKey, allowOnBucket, allowOnObject } from '../access';
import { type Call, empty, header, invalidArgument, type Operation, xmlResponse } from '../call';
import { allowWrite } from '../commit';
import { describedBy, encryptionHeaders } from '../described';
import { urlEncoded } from '../object-key';
import { receive } from '../storage/receive';
import type { Part, Upload } from '../storage/upload-store';
import { document } from '../xml';
import { pageSize } from './page-size';

const MAX_PARTS = 10_000;
const MAX_PAGE = 1000;
/** S3's default: a CRC-64 covers the object, the others cover the list of the parts' own checksums. */
const WHOLE = 'crc64nvme';

export const createMultipartUpload: Operation = (call) => {
  const described = describedBy(call);
  allowWrite(call, described);
  // Completing reads back what the parts' data key was wrapped with.
  allowKey(call, described.encryption, 'kms:Decrypt');
  const algorithm = header(call, 'x-amz-checksum-algorithm')?.toLowerCase();
  const type = header(call, 'x-amz-checksum-type') ?? (algorithm === WHOLE ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type !== 'FULL_OBJECT' && type !== 'COMPOSITE') throw invalidArgument('Unknown checksum type');
  const { id } = call.s3.uploads.create({
    ...described,
    bucket: call.bucket.name,
    key: call.key,
    initiatedAt: call.s3.context.now().toISOString(),
    initiator: call.request.principal.arn,
    checksum: algorithm === undefined ? undefined : { algorithm, type },
  });
  return xmlResponse(
    document('InitiateMultipartUploadResult', { Bucket: call.bucket.name, Key: call.key, UploadId: id }),
    {
      ...encryptionHeaders(described.encryption),
      ...(algorithm && {
        'x-amz-checksum-algorithm': algorithm.toUpperCase(),
        'x-amz-checksum-type': type,
      }),
    },
  );
};

export const uploadPart: Operation = async (call) => {
  if (header(call, 'x-amz-copy-source')) throw new NotImplemented('S3 UploadPartCopy');
  allowOnObject(call, 'PutObject');
  const upload = uploadOf(call);
  allowKey(call, upload.encryption, 'kms:GenerateDataKey');
  const number = Number(call.request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
    throw invalidArgument(`Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
  }
  const received = await receive(call.request, call.s3.incoming);
  try {
    uploadOf(call); // it may have been aborted meanwhile
    const part = call.s3.uploads.putPart(upload, number, received, call.s3.context.now());
    return empty(200, {
      etag: `"${part.etag}"`,
      ...encryptionHeaders(upload.encryption),
      ...(part.checksum && { [`x-amz-checksum-${part.checksum.algorithm}`]: part.checksum.value }),
    });
  } finally {
    call.s3.incoming.discard(received.path);
  }
};

export const abortMultipartUpload: Operation = (call) => {
  allowOnObject(call, 'AbortMultipartUpload');
  call.s3.uploads.remove(uploadOf(call));
  return empty(204);
};

export const listParts: Operation = (call) => {
  allowOnObject(call, 'ListMultipartUploadParts');
  const upload = uploadOf(call);
  const { query } = call.request;
  const limit = pageSize(query.get('max-parts'), MAX_PAGE);
  const after = Number(query.get('part-number-marker') ?? 0);
  const parts = call.s3.uploads.parts(upload).filter(({ number }) => number > after);
  const page = parts.slice(0, limit);
  return xmlResponse(
    document('ListPartsResult', {
      Bucket: call.bucket.name,
      Key: call.key,
      UploadId: upload.id,
      StorageClass: 'STANDARD',
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: page.length < parts.length,
      ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
      ChecksumType: upload.checksum?.type,
      Part: page.map((part) => ({
        PartNumber: part.number,
        LastModified: part.lastModified,
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...(part.checksum && { [`Checksum${part.checksum.algorithm.toUpperCase()}`]: part.checksum.value }),
      })),
    }),
  );
};

export const listMultipartUploads: Operation = (call) => {
  allowOnBucket(call, 'ListBucketMultipartUploads');
  const { query } = call.request;
  if (query.get('delimiter')) throw new NotImplemented('A delimiter in ListMultipartUploads');
  const limit = pageSize(query.get('max-uploads'), MAX_PAGE);
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const prefix = query.get('prefix') ?? '';
  const all = call.s3.uploads.list(call.bucket.name).filter(({ key }) => key.startsWith(prefix));
  const left = all.slice(startAfter(all, keyMarker, idMarker));
  const page = left.slice(0, limit);
  const shown = query.get('encoding-type') === 'url' ? urlEncoded : (key: string) => key;
  const truncated = page.length < left.length;
  return xmlResponse(
    document('ListMultipartUploadsResult', {
      Bucket: call.bucket.name,
      KeyMarker: shown(keyMarker),
      UploadIdMarker: idMarker,
      NextKeyMarker: truncated ? shown(page.at(-1)!.key) : undefined,
      NextUploadIdMarker: truncated ? page.at(-1)!.id : undefined,
      Prefix: shown(prefix),
      EncodingType: query.get('encoding-type') ?? undefined,
      MaxUploads: limit,
      IsTruncated: truncated,
      Upload: page.map((upload) => ({
        Key: shown(upload.key),
        UploadId: upload.id,
        Initiator: { ID: upload.initiator },
        StorageClass: 'STANDARD',
        Initiated: upload.initiatedAt,
      })),
    }),
  );
};

/** @throws NoSuchUpload */
export const uploadOf = ({ s3, request, bucket, key }: Call): Upload =>
  s3.uploads.find(request.query.get('uploadId') ?? '', bucket.name, key);

/** MD5 over the parts' MD5s, and how many there were. */
export const multipartEtag = (parts: readonly Part[]): string => {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
};

function startAfter(all: Upload[], keyMarker: string, idMarker: string): number {
  if (keyMarker === '') return 0;
  const found = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  if (found >= 0) return found + 1;
  const next = all.findIndex(({ key }) => key > keyMarker);
  return next < 0 ? all.length : next;
}
