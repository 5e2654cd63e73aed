import { createDomainCheck, type DomainResolver } from '../../../lambdas/adapters/mail-domains';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
const mx =
  (...exchanges: string[]) =>
  async () =>
    exchanges.map((exchange) => ({ exchange, priority: 0 }));

const resolver = (change: Partial<DomainResolver>): DomainResolver => ({
  resolveMx: mx('mx.example'),
  resolve4: failing('ENODATA'),
  resolve6: failing('ENODATA'),
  ...change,
});
const takes = (change: Partial<DomainResolver>) => createDomainCheck(resolver(change))('a.example');

test.each<[string, Partial<DomainResolver>, boolean]>([
  ['has an MX', {}, true],
  ['publishes a null MX', { resolveMx: mx('') }, false],
  ['publishes a null MX as a dot', { resolveMx: mx('.') }, false],
  ['does not exist', { resolveMx: failing('ENOTFOUND') }, false],
  ['has no MX and no address', { resolveMx: failing('ENODATA') }, false],
  ['has no MX but an address', { resolveMx: failing('ENODATA'), resolve4: async () => ['192.0.2.1'] }, true],
  ['cannot be asked about', { resolveMx: failing('ETIMEOUT') }, true],
  ['is refused an answer', { resolveMx: failing('EREFUSED') }, true],
  [
    'has no MX, and its address cannot be asked for',
    { resolveMx: failing('ENODATA'), resolve4: failing('ESERVFAIL') },
    true,
  ],
])('a domain that %s', async (_what, change, expected) => {
  expect(await takes(change)).toBe(expected);
});

test('a domain is asked about once', async () => {
  let asked = 0;
  const check = createDomainCheck(
    resolver({
      resolveMx: async () => {
        asked++;
        return [{ exchange: 'mx.example' }];
      },
    }),
  );
  await Promise.all([check('a.example'), check('a.example'), check('a.example')]);
  await check('b.example');
  expect(asked).toBe(2);
});
