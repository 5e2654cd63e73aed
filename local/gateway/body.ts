import { Readable } from 'node:stream';
import { ServiceError } from './errors';

/** A body that was read whole before dispatch; `readBody` hands it over without a copy or a turn of the loop. */
export class BufferedBody extends Readable {
  constructor(readonly bytes: Buffer) {
    super();
  }

  override _read(): void {
    if (this.bytes.length > 0) this.push(this.bytes);
    this.push(null);
  }
}

/** The whole body. @throws ServiceError when it is longer than `limit` bytes. */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  if (body instanceof BufferedBody) {
    if (body.bytes.length > limit) throw tooLarge(limit);
    return body.bytes;
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
}

const tooLarge = (limit: number) =>
  new ServiceError('RequestEntityTooLarge', `The request is longer than ${limit} bytes.`, 413);
