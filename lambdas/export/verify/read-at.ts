import type { FileHandle } from 'node:fs/promises';
import { Fault } from './fault';

export const unreadable = (because: string) => new Fault(`the ZIP is not readable: ${because}`);

/** Exactly so many bytes. @throws Fault when they are not there */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw unreadable('it is too short');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw unreadable('it is cut off');
  return buffer;
}
