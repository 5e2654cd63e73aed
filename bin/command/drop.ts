import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { IncidentView } from '../../lambdas/api/contract';
import { ApiClient } from './api-client';
import type { Connection } from './connection';
import { Fault, orFault } from './fault';
import { watch } from './wait';

/** One file as it lies in the intake bucket. */
export interface Dropped {
  key: string;
  version: string;
  /** It was there before, as this file. */
  known?: number;
}

/**
 * Drops a file as the responder would with `aws s3 cp`, unless the same bytes were dropped under the same name
 * before, read or refused: a killed run that is started again goes on with what it dropped.
 */
export async function drop(
  aws: Connection,
  incident: string,
  file: string,
  show: (view: IncidentView) => void,
): Promise<Dropped> {
  const key = `${incident}/${path.basename(file)}`;
  return (await findDropped(aws, incident, key, file, show)) ?? upload(aws, key, file);
}

type Drop = IncidentView['drops'][number];

/** A responder may not read the bucket, so what lies there is known by what the pipeline read. */
async function findDropped(
  aws: Connection,
  incident: string,
  key: string,
  file: string,
  show: (view: IncidentView) => void,
): Promise<Dropped | undefined> {
  const api = ApiClient.of(aws, 'responder');
  const { size } = await stat(file);
  const like = ({ custody }: Drop) => custody.key === key && custody.bytes === size;
  const known = await api.incident(incident);
  if (!known?.drops.some(like)) return undefined;
  const isRead = ({ state }: Drop) => state !== 'received' && state !== 'reading';
  const read = await watch(api, incident, show, ({ drops }) => drops.filter(like).every(isRead));
  const sha256 = await hashOf(file);
  const same = read.drops.find((drop) => like(drop) && drop.sha256 === sha256 && !wantsAnother(drop));
  return same && { key, version: same.custody.version, known: same.number };
}

/** What another program had begun to read is read only when it is dropped again. */
const wantsAnother = ({ fault }: Drop) => fault?.code === 'reader-changed';

async function upload(aws: Connection, key: string, file: string): Promise<Dropped> {
  const s3 = new S3Client({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: aws.operator('responder'),
  });
  try {
    const body = createReadStream(file);
    const { VersionId } = await new Upload({
      client: s3,
      params: { Bucket: aws.outputs.IntakeBucket ?? '', Key: key, Body: body },
    }).done();
    return { key, version: VersionId ?? 'null' };
  } finally {
    s3.destroy();
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Before anything is started. @throws Fault unless it is a file that this user may read. */
export async function checkFile(file: string): Promise<void> {
  await orFault(file, async () => {
    if (!(await stat(file)).isFile()) throw new Fault(`${file}: it is not a file.`);
    await (await open(file)).close();
  });
}
