import { createHash } from 'node:crypto';
import type { ObjectSource } from '../adapters/bucket';
import { peek } from './peek';

/** One file inside what was dropped: the drop itself, or a member of an archive. */
export interface Member {
  /** Empty for the drop itself, else a slash and the member's name. */
  name: string;
  kind: 'table' | 'json' | 'sheet';
  /** The member's own bytes, unpacked; hashed as they pass. */
  bytes: AsyncIterable<Buffer>;
  /** SHA-256 of what has passed, asked for at the end. */
  sha256(): string;
}

/** What was dropped, opened by its content: names are never asked. */
export interface OpenedDrop {
  members: AsyncIterable<Member>;
  /** SHA-256 of the whole object, once all members have been read. */
  sha256(): Promise<string>;
}

/** Bytes with their hash. */
export function hashed(bytes: AsyncIterable<Buffer>): Pick<Member, 'bytes' | 'sha256'> {
  const hash = createHash('sha256');
  let digest: string | undefined;
  return {
    bytes: (async function* () {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    })(),
    sha256: () => {
      digest ??= hash.digest('hex');
      return digest;
    },
  };
}

const HEAD = 4 * 1024;

/** Opens a drop: delimited text, JSON, or an archive of them. */
export async function openDrop(source: ObjectSource): Promise<OpenedDrop> {
  const { head, all, close } = await peek(source.read(), HEAD);
  void close;
  void head;
  const own = hashed(all);
  return {
    members: one({ name: '', kind: 'table', ...own }),
    sha256: async () => own.sha256(),
  };
}

async function* one(member: Member): AsyncGenerator<Member> {
  yield member;
}
