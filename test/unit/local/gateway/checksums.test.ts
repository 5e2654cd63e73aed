import { checksumAlgorithm, createChecksum } from '../../../../local/gateway/checksums';

/** The check values that the catalogue of CRC algorithms gives for "123456789", and the digests of the same. */
const CHECKS: [string, string][] = [
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
];

test.each(CHECKS)('%s of "123456789", in two pieces', async (algorithm, hex) => {
  expect(checksumAlgorithm(`x-amz-checksum-${algorithm}`)).toBe(algorithm);
  const checksum = await createChecksum(algorithm);
  checksum.update(Buffer.from('1234'));
  checksum.update(Buffer.from('56789'));
  expect(checksum.digest()).toBe(Buffer.from(hex, 'hex').toString('base64'));
});

test.each([
  'x-amz-checksum-md4',
  'x-amz-checksum-type',
  'x-amz-checksum-algorithm',
  'x-amz-sdk-checksum-algorithm',
  'toString',
])('%s is no checksum', (name) => expect(checksumAlgorithm(name)).toBeUndefined());
