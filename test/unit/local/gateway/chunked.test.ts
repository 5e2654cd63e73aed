import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { ChunkedDecoder, type ChunkedOptions } from '../../../../local/gateway/chunked';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** AWS's published example of a signed upload in chunks: 64 KB and 1 KB of the letter a. */
const CHUNKS: [size: number, signature: string][] = [
  [65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
  [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
  [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
];
const SIGNED: ChunkedOptions = {
  decodedLength: 66560,
  signing: {
    key: ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<Buffer>(
      hmac,
      Buffer.from('AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    ),
    timestamp: '20130524T000000Z',
    scope: '20130524/us-east-1/s3/aws4_request',
    seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  },
  onTrailers: () => {},
};

const frame = (chunks: [size: number, signature: string][], letter = 'a') =>
  Buffer.from(
    chunks
      .map(
        ([size, signature]) =>
          `${size.toString(16)};chunk-signature=${signature}\r\n${letter.repeat(size)}\r\n`,
      )
      .join(''),
  );

function decode(framed: Buffer, options: ChunkedOptions, cuts: number[] = []): Promise<Buffer> {
  const parts: Buffer[] = [];
  let from = 0;
  for (const cut of [...cuts].sort((left, right) => left - right)) {
    parts.push(framed.subarray(from, cut));
    from = cut;
  }
  parts.push(framed.subarray(from));
  return buffer(Readable.from(parts.filter((part) => part.length > 0)).compose(new ChunkedDecoder(options)));
}

describe('signed chunks', () => {
  test("AWS's own example decodes", async () => {
    expect((await decode(frame(CHUNKS), SIGNED)).equals(Buffer.alloc(66560, 'a'))).toBe(true);
  });

  test('one changed byte is refused, although every length is right', async () => {
    const framed = frame(CHUNKS);
    framed[framed.length - 200] = 'b'.charCodeAt(0);
    await expect(decode(framed, SIGNED)).rejects.toThrow(
      expect.objectContaining({ name: 'SignatureDoesNotMatch' }),
    );
  });

  test('a chunk without a signature, and trailers nobody signed, are refused', async () => {
    await expect(decode(Buffer.from(`400\r\n${'a'.repeat(1024)}\r\n0\r\n\r\n`), SIGNED)).rejects.toThrow(
      'chunk head',
    );
    const forged = Buffer.concat([
      frame(CHUNKS).subarray(0, -2),
      Buffer.from('x-amz-checksum-crc32:AAAAAA==\r\n\r\n'),
    ]);
    await expect(decode(forged, SIGNED)).rejects.toThrow('trailers are not signed');
  });
});

describe('unsigned chunks', () => {
  const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const sizes = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 8 });

  test('however they are cut and however the network cuts them, the content is the same', async () => {
    await fc.assert(
      fc.asyncProperty(body, sizes, fc.array(fc.nat(600)), async (content, chunkSizes, cuts) => {
        const framed = framedUnsigned(content, chunkSizes);
        const trailers: Record<string, string> = {};
        const decoded = await decode(
          framed,
          { decodedLength: content.length, onTrailers: (found) => Object.assign(trailers, found) },
          cuts.map((cut) => cut % (framed.length + 1)),
        );
        expect(decoded.equals(content)).toBe(true);
        expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
      }),
    );
  });

  test('a body that stops anywhere before its end is never taken for whole', async () => {
    const framed = framedUnsigned(Buffer.from('five hundred names'), [7]);
    // The very last line feed is not needed to know that all is there.
    for (let end = 0; end < framed.length - 1; end++) {
      await expect(
        decode(framed.subarray(0, end), { decodedLength: 18, onTrailers: () => {} }),
      ).rejects.toThrow(expect.objectContaining({ name: 'IncompleteBody' }));
    }
  });

  test('more or less than announced is refused', async () => {
    const framed = framedUnsigned(Buffer.from('12345'), [5]);
    for (const decodedLength of [4, 6, Number.NaN]) {
      await expect(decode(framed, { decodedLength, onTrailers: () => {} })).rejects.toThrow('announced');
    }
  });
});

function framedUnsigned(content: Buffer, chunkSizes: number[]): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, index = 0; at < content.length; index++) {
    const part = content.subarray(at, at + chunkSizes[index % chunkSizes.length]!);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
    at += part.length;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n')]);
}
