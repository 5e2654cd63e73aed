import fc from 'fast-check';
import { decisionSk, exposureSk, noticeSk } from '../../../lambdas/adapters/register/keys';
import { walkRecipients } from '../../../lambdas/adapters/register/recipients';

const rid = fc.stringMatching(/^[a-c]{2}[a-z2-7]{24}$/);
const sk = fc.oneof(
  fc.tuple(rid, fc.stringMatching(/^[0-9a-f]{24}$/)).map(([one, hash]) => exposureSk(one, hash, 1)),
  fc.tuple(rid, fc.nat(999)).map(([one, sequence]) => noticeSk(one, sequence)),
  fc
    .tuple(rid, fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }))
    .map(([one, at]) => decisionSk(one, at.toISOString())),
);

async function* inOrder(keys: string[]) {
  for (const key of [...keys].sort()) yield { pk: 'p', sk: key };
}

test('each item ends up with its recipient, each recipient comes once, in key order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(sk, { maxLength: 60 }), async (keys) => {
      const seen: string[] = [];
      const rids: string[] = [];
      for await (const recipient of walkRecipients(inOrder(keys))) {
        rids.push(recipient.rid);
        const items = [...recipient.exposures, ...recipient.decisions, ...recipient.notices];
        for (const item of items) expect(item.sk.startsWith(`${recipient.rid}#`)).toBe(true);
        seen.push(...items.map((item) => item.sk));
      }
      expect(rids).toEqual([...new Set(rids)].sort());
      expect(seen.sort()).toEqual([...keys].sort());
    }),
  );
});

test('an item of a kind nobody knows is a bug, not a recipient', async () => {
  const walk = walkRecipients(inOrder([`${'a'.repeat(26)}#Z1`]));
  await expect(walk.next()).rejects.toThrow('unknown kind');
});
