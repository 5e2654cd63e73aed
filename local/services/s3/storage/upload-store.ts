import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../../gateway/errors';
import type { Described } from '../model';
import { makeDirectory, place, writeWhole } from './files';
import type { Received } from './receive';

export interface Upload extends Described {
  id: string;
  bucket: string;
  key: string;
  initiatedAt: string;
  /** Who began it, for the event. */
  initiator: string;
  checksum?: { algorithm: string; type: 'FULL_OBJECT' | 'COMPOSITE' };
}

export interface Part {
  number: number;
  size: number;
  /** Hex MD5. */
  etag: string;
  checksum?: { algorithm: string; value: string };
  lastModified: string;
  /** File name of its bytes. */
  blob: string;
}

/** Multipart uploads that are neither complete nor aborted: a folder each, read when asked for. */
export class UploadStore {
  constructor(private readonly directory: string) {
    makeDirectory(directory);
  }

  create(upload: Omit<Upload, 'id'>): Upload {
    const created = { ...upload, id: randomBytes(48).toString('base64url') };
    makeDirectory(join(this.directory, created.id));
    writeWhole(this.file(created.id), created);
    return created;
  }

  /** @throws NoSuchUpload; the id is checked before it becomes a path. */
  find(id: string, bucket: string, key: string): Upload {
    const upload = /^[\w-]{64}$/.test(id) && existsSync(this.file(id)) ? this.read(id) : undefined;
    if (!upload || upload.bucket !== bucket || upload.key !== key) {
      throw new ServiceError(
        'NoSuchUpload',
        'The specified multipart upload does not exist. It may have been aborted or completed.',
        404,
      );
    }
    return upload;
  }

  /** Uploads of a bucket by key, then by age. */
  list(bucket: string): Upload[] {
    return readdirSync(this.directory)
      .filter((id) => existsSync(this.file(id)))
      .map((id) => this.read(id))
      .filter((upload) => upload.bucket === bucket)
      .sort((a, b) => (a.key === b.key ? (a.initiatedAt < b.initiatedAt ? -1 : 1) : a.key < b.key ? -1 : 1));
  }

  /** A part sent again takes the place of the first. */
  putPart(upload: Upload, number: number, received: Received, now: Date): Part {
    const { size, md5, checksum } = received;
    const part: Part = {
      number,
      size,
      etag: md5.toString('hex'),
      checksum,
      lastModified: now.toISOString(),
      blob: `${number}-${randomBytes(8).toString('hex')}.blob`,
    };
    const record = join(this.directory, upload.id, `${number}.part`);
    const before = existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as Part) : undefined;
    place(received.path, this.blob(upload, part));
    writeWhole(record, part);
    if (before) rmSync(this.blob(upload, before), { force: true });
    return part;
  }

  parts(upload: Upload): Part[] {
    const folder = join(this.directory, upload.id);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.part'))
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Part)
      .sort((a, b) => a.number - b.number);
  }

  blob(upload: Upload, part: Part): string {
    return join(this.directory, upload.id, part.blob);
  }

  remove(upload: Upload): void {
    rmSync(join(this.directory, upload.id), { recursive: true, force: true });
  }

  private file(id: string): string {
    return join(this.directory, id, 'upload.json');
  }

  private read(id: string): Upload {
    return JSON.parse(readFileSync(this.file(id), 'utf8')) as Upload;
  }
}
