import { referenceCode } from '../../../lambdas/domain/sending/reference';
import { INCIDENT, RegisterWorld } from '../../support/register-world';

let world: RegisterWorld;
let code: string;
beforeAll(async () => {
  world = await RegisterWorld.open();
  await world.seed();
  const { key } = await world.meta();
  code = referenceCode(key, world.ridOf('ada@corp.example'), 1);
});
afterAll(() => world.close());

const check = (reference: string, incident = INCIDENT) =>
  world.call(null, 'GET /check/{incident}/{reference}', undefined, { incident, parameters: { reference } });

test('a code that we sent is genuine, however it is typed, and nobody needs to sign', async () => {
  for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), code.replaceAll('-', ' ')]) {
    expect(await check(typed)).toEqual({ status: 200, body: { genuine: true } });
  }
});

test('anything else is not, and the answer is the same for every kind of wrong', async () => {
  const digit = code.startsWith('7') ? '8' : '7';
  const wrong = [digit + code.slice(1), 'AAAA-AAAA-AAAA-AAAA-AAAA', '', '../..', 'x'.repeat(5000), '�'];
  for (const typed of wrong) expect(await check(typed)).toEqual({ status: 200, body: { genuine: false } });
  expect(await check(code, 'another-incident')).toEqual({ status: 200, body: { genuine: false } });
});

test('a check leaves no trace: nothing is written, nobody is looked up', async () => {
  await check(code);
  expect(await world.log()).toEqual([]);
  expect(world.logged).toEqual([]);
});
