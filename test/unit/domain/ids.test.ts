import fc from 'fast-check';
import { base32, dropId, recipientId, shardBitsFor, shardOf } from '../../../lambdas/domain/ids';

const key = new Uint8Array(32).fill(7);

describe('a recipient id deduplicates and reveals nothing', () => {
  test('RFC 4648 vectors, lower case and unpadded', () => {
    const vectors = ['', 'my', 'mzxq', 'mzxw6', 'mzxw6yq', 'mzxw6ytb', 'mzxw6ytboi'];
    vectors.forEach((expected, length) => {
      expect(base32(Buffer.from('foobar'.slice(0, length)))).toBe(expected);
    });
  });

  test('same address, same id; other key, other id', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const rid = recipientId(key, address);
        expect(rid).toMatch(/^[a-z2-7]{26}$/);
        expect(recipientId(key, address)).toBe(rid);
        expect(recipientId(new Uint8Array(32).fill(8), address)).not.toBe(rid);
      }),
    );
  });

  test('shards are the leading bits: splitting a shard never moves a recipient elsewhere', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.integer({ min: 0, max: 6 }), (address, bits) => {
        const rid = recipientId(key, address);
        expect(shardOf(rid, bits + 1) >> 1).toBe(shardOf(rid, bits));
        expect(shardOf(rid, bits)).toBeLessThan(2 ** bits);
      }),
    );
  });

  test('a small file gets 4 shards, a huge one 128', () => {
    expect([0, 313_000, 1_000_000_000_000].map(shardBitsFor)).toEqual([2, 2, 7]);
  });
});

test('a drop id never shows the object key', () => {
  expect(dropId('x/jane.doe@example.com.csv', 'v1')).toMatch(/^[0-9a-f]{24}#v1$/);
});
