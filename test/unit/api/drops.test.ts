import { fileReport, RegisterWorld } from '../../support/register-world';
import { incidentRecord } from '../../support/sending-records';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed({ record: incidentRecord(), recordHash: 'record' });
  await world.seedExposure('ada@corp.example');
});
afterEach(() => world.close());

const setAside = (drop: string) =>
  world.call('rosa', 'POST /incidents/{incident}/drops', {
    drop,
    setAside: true,
    why: 'a corrected one is there',
  });
const holds = async () => {
  await world.tick();
  return (await world.meta()).holds.map(({ code }) => code);
};

test('a refused file holds until a person sets it aside', async () => {
  await world.seedDrop(2, { state: 'refused', fault: { code: 'binary', detail: 'not text' } });
  await world.change({ generation: 2 });
  expect(await holds()).toEqual(['file-refused', 'awaiting-approval']);
  const { body } = await setAside('file2#v');
  expect(body.drops[1].setAside).toMatchObject({ by: expect.stringContaining('rosa') });
  expect(await holds()).toEqual(['awaiting-approval']);
  expect((await world.log()).find(({ what }) => what === 'drop-set-aside')).toMatchObject({
    why: 'a corrected one is there',
    facts: { drop: 'file2#v', state: 'refused' },
  });
});

test('so does a file with too many bad lines to decide on; whoever was found in it stays affected', async () => {
  const quarantine = [{ line: 2, lineTo: 9, code: 'hidden-record', isolated: false }];
  await world.seedDrop(1, {
    files: [fileReport({ quarantine, unlisted: { ranges: 3, lines: 9, repairs: 0 } })],
  });
  expect(await holds()).toEqual(['structural-quarantine', 'bad-rows', 'awaiting-approval']);
  await setAside('file1#v');
  expect(await holds()).toEqual(['awaiting-approval']);
  expect(await world.meta()).toMatchObject({ manifest: { recipients: 1 } });
});

test('another file’s doubts still hold', async () => {
  const fault = { code: 'binary', detail: 'not text' };
  for (const generation of [2, 3]) await world.seedDrop(generation, { state: 'refused', fault });
  await world.change({ generation: 3 });
  await setAside('file2#v');
  expect(await holds()).toContain('file-refused');
});

test.each([
  ['one that is still being read', 'file2#v', 409, 'being-read'],
  ['one that is not there', 'file9#v', 404, 'no-such-drop'],
])('%s cannot be set aside', async (_what, drop, status, error) => {
  await world.seedDrop(2, { state: 'reading' });
  expect(await setAside(drop)).toMatchObject({ status, body: { error } });
});

test('once is enough', async () => {
  await setAside('file1#v');
  expect(await setAside('file1#v')).toMatchObject({ status: 409, body: { error: 'already-decided' } });
  expect((await world.meta()).decisions).toBe(1);
});
