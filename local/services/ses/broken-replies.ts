import { Readable } from 'node:stream';
import type { ServiceResponse } from '../../gateway/types';

/** A body whose stream fails: whoever pipes it into the reply has to break the connection off. */
function brokenBody(beginning: string): Readable {
  let pushed = false;
  return new Readable({
    read() {
      if (!pushed && beginning !== '') {
        pushed = true;
        this.push(beginning);
        return;
      }
      // A turn later, so that the beginning has left.
      setImmediate(() => this.destroy(new Error('connection broken off by the fault mode')));
    },
  });
}

/** The connection ends without a byte of reply. */
export const reset = (): ServiceResponse => ({ status: 200, body: brokenBody('') });

/** Half of a good reply that announces its whole length. */
export function truncated(reply: ServiceResponse): ServiceResponse {
  const body = String(reply.body);
  const headers = { ...reply.headers, 'content-length': String(Buffer.byteLength(body)) };
  return { ...reply, headers, body: brokenBody(body.slice(0, body.length / 2)) };
}

/** 200 and nothing else. */
export const empty = (reply: ServiceResponse): ServiceResponse => ({ ...reply, body: '' });
