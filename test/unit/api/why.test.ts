import { RegisterWorld } from '../../support/register-world';

let world: RegisterWorld;
beforeEach(async () => {
  world = await RegisterWorld.open();
  await world.seed();
});
afterEach(() => world.close());

test.each([
  ['POST /incidents/{incident}/approve', { manifest: 'm' }],
  ['POST /incidents/{incident}/pause', {}],
  ['POST /incidents/{incident}/drops', { drop: 'file1#v', setAside: true }],
  ['POST /incidents/{incident}/quarantine', { drop: 'file1#v', line: 3, accept: false }],
  ['POST /incidents/{incident}/recipients', { address: 'ada@corp.example' }],
  ['POST /incidents/{incident}/supplements', {}],
])(
  '%s takes no reason with an address in it: the log outlives the erasure of addresses',
  async (route, body) => {
    const answer = await world.call('rosa', route, { ...body, why: 'spoke to ada@corp.example today' });
    expect(answer).toMatchObject({
      status: 400,
      body: { faults: [expect.stringMatching(/^why: .*address/)] },
    });
    expect(await world.log()).toEqual([]);
  },
);
