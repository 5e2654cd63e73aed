import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetAccountSendingEnabledCommand,
  GetSendQuotaCommand,
  UpdateAccountSendingEnabledCommand,
  UpdateConfigurationSetSendingEnabledCommand,
} from '@aws-sdk/client-ses';
import { closeAll, eventsOf, type Harness, message, open, until } from './harness';

afterEach(closeAll);

const everyByte = () =>
  Buffer.concat([
    Buffer.from(message('admin@acme.test')),
    Buffer.from(Array.from({ length: 256 }, (_, n) => n)),
  ]);

const idsAndTypes = (harness: Harness): string[] =>
  harness.events.map((event) => `${event.mail.messageId} ${event.eventType}`).sort();

describe('an accepted mail', () => {
  test('is kept byte for byte under its message id, and To is its only recipient', async () => {
    const harness = await open();
    const Data = everyByte();
    const { MessageId } = await harness.send({ RawMessage: { Data } });
    expect(harness.mails).toEqual([`${MessageId}.eml`]);
    expect(harness.mail(MessageId!)).toBe(Data.toString('latin1'));
    expect((await eventsOf(harness, 1))[0]?.mail.destination).toEqual(['admin@acme.test']);
  });

  test('has an id of its own: 500 at once are 500 files and no half ones', async () => {
    const harness = await open();
    const sent = await Promise.all(
      Array.from({ length: 500 }, (_, n) => harness.send({ to: `a${n}@acme.test` })),
    );
    expect(new Set(sent.map(({ MessageId }) => `${MessageId}.eml`))).toEqual(new Set(harness.mails));
    expect(readdirSync(join(harness.folder, 'mail'))).toHaveLength(500);
    await eventsOf(harness, 1_000);
    expect(harness.ses.control.counts.repeated()).toEqual([]);
  });

  test('that cannot be written is not accepted', async () => {
    const harness = await open();
    rmSync(join(harness.folder, 'mail'), { recursive: true });
    await expect(harness.send()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect(harness.ses.control.counts.accepted).toBe(0);
    expect(harness.ses.control.unfinished()).toBe(0);
  });
});

describe('a restart', () => {
  test('publishes what no topic had taken, once, with the same content', async () => {
    const stuck = await open({
      publish: async (_topic, event) => {
        if (event.eventType !== 'Send') throw new Error('topic not there');
      },
    });
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await Promise.all(
      ['a', 'b', 'bounce@simulator.amazonses.com'].map((to) =>
        stuck.send({ to: to.includes('@') ? to : `${to}@acme.test` }),
      ),
    );
    await eventsOf(stuck, 3);
    await until(() => warnings.mock.calls.length > 0);
    await stuck.close();
    warnings.mockRestore();
    const next = await open({}, stuck.folder);
    await until(() => next.ses.control.unfinished() === 0);
    expect(next.events.map((event) => event.eventType).sort()).toEqual(['Bounce', 'Delivery', 'Delivery']);
    expect(new Set(next.events.map((event) => event.mail.messageId)).size).toBe(3);
    const bounce = next.events.find((event) => event.eventType === 'Bounce')!;
    expect(bounce.mail.commonHeaders.subject).toBe('Notice');
    expect(bounce.mail.tags.rid).toEqual(['r1']);
    await next.close();
    const third = await open({}, stuck.folder);
    await third.send({ to: 'last@acme.test' });
    await eventsOf(third, 2);
    expect(third.events).toHaveLength(2);
  });

  test('publishes nothing before the stacks exist', async () => {
    const first = await open({ start: false });
    const { MessageId } = await first.send();
    await first.close();
    expect(first.events).toEqual([]);
    const second = await open({ start: false }, first.folder);
    const sent = await second.send({ to: 'b@acme.test' });
    expect(second.events).toEqual([]);
    second.ses.start();
    await eventsOf(second, 4);
    expect(idsAndTypes(second)).toEqual(
      [MessageId, sent.MessageId].flatMap((id) => [`${id} Delivery`, `${id} Send`]).sort(),
    );
  });

  test('still counts what was sent before it towards the quota', async () => {
    const first = await open({ settings: { max24HourSend: 5 } });
    for (const to of ['a@acme.test', 'b@acme.test', 'c@acme.test', 'success@simulator.amazonses.com'])
      await first.send({ to });
    await until(() => first.ses.control.unfinished() === 0);
    await first.close();
    for (const _again of [1, 2]) {
      const next = await open({ settings: { max24HourSend: 5 } }, first.folder);
      const quota = await next.client.send(new GetSendQuotaCommand({}));
      expect(quota).toMatchObject({ Max24HourSend: 5, SentLast24Hours: 3 });
      await next.close();
    }
  });

  test('leaves the kill switches as they were, until the template says something new', async () => {
    const first = await open();
    await first.client.send(new UpdateAccountSendingEnabledCommand({ Enabled: false }));
    const off = { ConfigurationSetName: 'notices', Enabled: false };
    await first.client.send(new UpdateConfigurationSetSendingEnabledCommand(off));
    await first.close();
    const second = await open({}, first.folder);
    expect(await second.client.send(new GetAccountSendingEnabledCommand({}))).toMatchObject({
      Enabled: false,
    });
    await second.client.send(new UpdateAccountSendingEnabledCommand({ Enabled: true }));
    await expect(second.send()).rejects.toThrow('disabled for configuration set');
  });
});
