import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INCIDENT, SendingWorld } from '../../support/sending-world';

let world: SendingWorld;
afterEach(() => world.close());

const mailsTo = (folder: string) =>
  readdirSync(join(folder, 'mail'))
    .filter((name) => name.endsWith('.eml'))
    .map((name) => /^To: (.*)$/m.exec(readFileSync(join(folder, 'mail', name), 'latin1'))?.[1]?.trim())
    .sort();

test('everybody is told once and every outcome is known', async () => {
  world = await SendingWorld.open({ lanes: 2, settings: { canarySize: 10 } });
  await world.seedRecipients(100);
  await world.drive();
  expect(await world.outcomes()).toMatchObject({ total: 100, delivered: 100 });
  expect((await world.lanes()).map(({ state }) => state)).toEqual(['drained', 'drained']);
  const people = Array.from({ length: 100 }, (_, n) => `person${n}@corp.example`).sort();
  expect(mailsTo(world.folder)).toEqual(people);
});

test('one address in many rows gets one mail that lists all of them', async () => {
  world = await SendingWorld.open();
  const rows = ['Alpha', 'Beta', 'Gamma'].map((group) =>
    world.exposure({ address: 'a@corp.example', group }),
  );
  await world.table.batchPut(rows);
  await world.drive();
  const [name] = readdirSync(join(world.folder, 'mail'));
  const mail = readFileSync(join(world.folder, 'mail', name ?? ''), 'utf8');
  for (const group of ['Alpha', 'Beta', 'Gamma']) expect(mail).toContain(`Group: ${group}`);
  expect(mailsTo(world.folder)).toEqual(['a@corp.example']);
});

test('what came after the manifest is neither told nor shown', async () => {
  world = await SendingWorld.open();
  await world.table.batchPut([
    world.exposure({ address: 'a@corp.example', group: 'Known' }),
    world.exposure({ address: 'a@corp.example', group: 'Later', generation: 2 }),
    world.exposure({ address: 'b@corp.example', generation: 2 }),
  ]);
  await world.drive();
  expect(mailsTo(world.folder)).toEqual(['a@corp.example']);
  const [name] = readdirSync(join(world.folder, 'mail'));
  expect(readFileSync(join(world.folder, 'mail', name ?? ''), 'utf8')).not.toContain('Later');
});

test('who cannot be reached by mail ends rejected, without a call to SES', async () => {
  world = await SendingWorld.open();
  await world.table.batchPut([
    world.exposure({ address: 'jörg@corp.example', flags: ['non-ascii-local-part'] }),
    world.exposure({ address: 'a@dead.example' }),
    world.exposure({ address: 'b@live.example' }),
  ]);
  world.sender.takesMail = async (domain) => domain !== 'dead.example';
  await world.drive();
  expect(mailsTo(world.folder)).toEqual(['b@live.example']);
  expect((await world.notices()).map(({ rejection }) => rejection).sort()).toEqual([
    'address-not-sendable',
    'domain-takes-no-mail',
    undefined,
  ]);
  expect(await world.outcomes()).toMatchObject({ rejected: 2, delivered: 1 });
});

test('a resolver that does not even know the sender\u2019s own domain proves nothing: everyone is sent to', async () => {
  world = await SendingWorld.open();
  await world.seedRecipients(10);
  world.sender.takesMail = async () => false;
  await world.drive();
  expect(await world.outcomes()).toMatchObject({ delivered: 10 });
});

test('the mail goes to the address as first spelt', async () => {
  world = await SendingWorld.open();
  const spellings = Array.from(
    { length: 6 },
    (_, n) => `${'ABCDEF'.slice(0, n)}${'abcdef'.slice(n)}@corp.example`,
  );
  const rows = spellings.map((address, n) =>
    world.exposure({ address, group: `G${n}`, generation: n === 4 ? 1 : 2, line: 10 - n }),
  );
  await world.table.batchPut(rows);
  await world.table.batchPut([world.exposure({ address: 'ABCDEF@corp.example', generation: 1, line: 3 })]);
  await world.incidents.decide(INCIDENT, ({ run }) => ({ run: { ...run!, generation: 2 } }));
  await world.drive();
  expect(mailsTo(world.folder)).toEqual(['ABCDEF@corp.example']);
});

test('those at highest risk come right after the canary', async () => {
  const order: string[] = [];
  world = await SendingWorld.open({ ses: { maxSendRate: 200 }, settings: { canarySize: 5 } });
  const { mailer } = world.sender;
  const send = mailer.send.bind(mailer);
  mailer.send = (mail) => {
    order.push(mail.to);
    return send(mail);
  };
  await world.seedRecipients(60, (n) => (n % 6 === 0 ? { address: `p${n}@agency${n}.gov.example` } : {}));
  await world.drive();
  const rest = order.slice(5);
  const risky = rest.filter((to) => to.endsWith('.gov.example'));
  expect(risky.length).toBeGreaterThan(0);
  expect(rest.slice(0, risky.length)).toEqual(risky);
});

test('the canary waits for its events, and goes on without them when the time is over', async () => {
  world = await SendingWorld.open({ events: 'held', settings: { canarySize: 5, canaryWaitSeconds: 1 } });
  await world.seedRecipients(12);
  await world.drive();
  const [lane] = await world.lanes();
  expect(lane).toMatchObject({ state: 'drained', accepted: 12 });
  expect(lane?.canary?.rids).toHaveLength(5);
});
