import { createHash } from 'node:crypto';
import { createCRC32, createCRC64 } from 'hash-wasm';

/** One running checksum; `digest` is base64, as in `x-amz-checksum-*`. */
export interface Checksum {
  update(bytes: Buffer): void;
  digest(): string;
}

const CRC32C = 0x82f63b78;
const CRC64_NVME = '9a6c9329ac4bc9b5';

/** Reflected polynomials; the check value of each over "123456789" is in the unit test. */
const ALGORITHMS: Record<string, () => Promise<Checksum>> = {
  crc32: async () => fromWasm(await createCRC32()),
  crc32c: async () => fromWasm(await createCRC32(CRC32C)),
  crc64nvme: async () => fromWasm(await createCRC64(CRC64_NVME)),
  sha1: async () => fromNode('sha1'),
  sha256: async () => fromNode('sha256'),
};

function fromWasm(hasher: Awaited<ReturnType<typeof createCRC32>>): Checksum {
  hasher.init();
  return {
    update: (bytes) => void hasher.update(bytes),
    digest: () => Buffer.from(hasher.digest('binary')).toString('base64'),
  };
}

function fromNode(algorithm: 'sha1' | 'sha256'): Checksum {
  const hash = createHash(algorithm);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
}

const PREFIX = 'x-amz-checksum-';

/** The algorithm a header or trailer is about, `crc32` for `x-amz-checksum-crc32`; undefined for any other name. */
export function checksumAlgorithm(name: string): string | undefined {
  const algorithm = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
  return Object.hasOwn(ALGORITHMS, algorithm) ? algorithm : undefined;
}

/** @param algorithm as answered by `checksumAlgorithm`. */
export function createChecksum(algorithm: string): Promise<Checksum> {
  return ALGORITHMS[algorithm]!();
}
