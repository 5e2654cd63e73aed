import { Publisher, type PublisherDeps } from '../../../../local/services/ses/publisher';
import { closeAll, type Event, eventsOf, type Harness, message, open, TOPIC, until } from './harness';

afterEach(closeAll);

const of = (events: Event[], type: string): Event => events.find((event) => event.eventType === type)!;
const typesTo = (harness: Harness, to: string): string[] =>
  harness.events.filter((event) => event.mail.destination[0] === to).map((event) => event.eventType);

describe('events have the form in which SES publishes them', () => {
  test('Send and Delivery', async () => {
    const harness = await open();
    const { MessageId } = await harness.send({
      Tags: [
        { Name: 'rid', Value: 'r1' },
        { Name: 'seq', Value: '1' },
      ],
    });
    const events = await eventsOf(harness, 2);
    const send = of(events, 'Send');
    expect(send.send).toEqual({});
    expect(send.mail).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
      source: 'notices@example-scan.example',
      sourceArn: 'arn:aws:ses:eu-central-1:000000000000:identity/example-scan.example',
      sendingAccountId: '000000000000',
      messageId: MessageId,
      destination: ['admin@acme.test'],
      headersTruncated: false,
      headers: [
        { name: 'From', value: 'Example Scan <notices@example-scan.example>' },
        { name: 'To', value: 'admin@acme.test' },
        { name: 'Subject', value: 'Notice' },
        { name: 'X-Notice-Ref', value: 'abc' },
        { name: 'MIME-Version', value: '1.0' },
        { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
      ],
      commonHeaders: {
        from: ['Example Scan <notices@example-scan.example>'],
        to: ['admin@acme.test'],
        messageId: MessageId,
        subject: 'Notice',
      },
      tags: {
        'ses:configuration-set': ['notices'],
        'ses:source-ip': ['127.0.0.1'],
        'ses:from-domain': ['example-scan.example'],
        'ses:caller-identity': ['dispatch'],
        rid: ['r1'],
        seq: ['1'],
      },
    });
    const delivery = of(events, 'Delivery');
    expect(delivery.mail.tags).toMatchObject({ rid: ['r1'], 'ses:outgoing-ip': ['127.0.0.1'] });
    expect(delivery.delivery).toMatchObject({ recipients: ['admin@acme.test'], processingTimeMillis: 5 });
    expect(harness.published[0]).toEqual({
      topic: TOPIC,
      from: {
        service: 'ses.amazonaws.com',
        sourceArn: 'arn:aws:ses:eu-central-1:000000000000:configuration-set/notices',
      },
    });
  });

  test('headers above 10 KB are cut, and the event says so', async () => {
    const harness = await open();
    const long = `X-Long: ${'y'.repeat(9_000)}\r\nX-Longer: ${'z'.repeat(9_000)}\r\n`;
    await harness.send({ RawMessage: { Data: Buffer.from(long + message('admin@acme.test')) } });
    const { mail } = of(await eventsOf(harness, 1), 'Send');
    expect(mail.headersTruncated).toBe(true);
    expect(mail.headers.map((field: { name: string }) => field.name)).toEqual(['X-Long']);
    expect(mail.commonHeaders.subject).toBe('Notice');
  });

  test('folded headers are unfolded', async () => {
    const harness = await open();
    const folded = message('admin@acme.test').replace('Subject: Notice', 'Subject: A\r\n long one');
    await harness.send({ RawMessage: { Data: Buffer.from(folded) } });
    expect(of(await eventsOf(harness, 1), 'Send').mail.commonHeaders.subject).toBe('A long one');
  });

  test('a destination gets the types it asked for and no others', async () => {
    const harness = await open({ types: ['bounce'] });
    await harness.send();
    await harness.send({ to: 'bounce@simulator.amazonses.com' });
    await until(() => harness.ses.control.unfinished() === 0);
    expect(harness.events.map((event) => event.eventType)).toEqual(['Bounce']);
  });

  test('a mail without a configuration set has no events', async () => {
    const harness = await open();
    await harness.send({ ConfigurationSetName: undefined });
    await until(() => harness.ses.control.unfinished() === 0);
    expect(harness.events).toEqual([]);
  });

  test('a topic that does not take an event gets it again', async () => {
    let refusals = 3;
    const harness = await open({
      publish: async () => {
        if (refusals-- > 0) throw new Error('topic not there');
      },
    });
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    await harness.send();
    await eventsOf(harness, 2);
    expect(harness.events.map((event) => event.eventType).sort()).toEqual(['Delivery', 'Send']);
    expect(warnings.mock.calls.map(([text]) => text)).toEqual([expect.stringContaining('topic not there')]);
    warnings.mockRestore();
  });

  test.each(['ENOSPC', 'EROFS'])(
    '%s is no fault of a topic: it is thrown, and said by who ends for it',
    (code) => {
      const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const error = Object.assign(new Error(`${code}: write`), { code });
      expect(() => new Publisher({} as PublisherDeps).refused(error)).toThrow(error);
      expect(warnings).not.toHaveBeenCalled();
      warnings.mockRestore();
    },
  );
});

describe('the mailbox simulator', () => {
  test.each([
    ['success', ['Send', 'Delivery']],
    ['bounce', ['Send', 'Bounce']],
    ['ooto', ['Send', 'Delivery', 'Bounce']],
    ['complaint', ['Send', 'Delivery', 'Complaint']],
    ['suppressionlist', ['Send', 'Bounce']],
  ])('%s@', async (local, types) => {
    const harness = await open();
    for (const to of [`${local}@simulator.amazonses.com`, `${local}+label@simulator.amazonses.com`]) {
      await harness.send({ to });
      await until(() => harness.ses.control.unfinished() === 0);
      expect(typesTo(harness, to)).toEqual(types);
    }
  });

  test('each bounce has its own type and subtype', async () => {
    const harness = await open();
    for (const local of ['bounce', 'ooto', 'suppressionlist'])
      await harness.send({ to: `${local}@simulator.amazonses.com` });
    await until(() => harness.ses.control.unfinished() === 0);
    const bounces = harness.events
      .filter((event) => event.eventType === 'Bounce')
      .map(({ bounce }) => bounce);
    const named = Object.fromEntries(
      bounces.map((bounce) => [bounce.bouncedRecipients[0].emailAddress.split('@')[0], bounce]),
    );
    expect(named.bounce).toMatchObject({
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
      ],
    });
    expect(named.ooto).toMatchObject({ bounceType: 'Transient', bounceSubType: 'General' });
    expect(named.suppressionlist).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'Suppressed' });
    expect(new Set(bounces.map(({ feedbackId }) => feedbackId)).size).toBe(3);
  });

  test('bounces of the simulator fill no suppression list and use up no quota', async () => {
    const harness = await open({ settings: { max24HourSend: 0 } });
    for (let n = 0; n < 3; n++) await harness.send({ to: 'bounce@simulator.amazonses.com' });
    await eventsOf(harness, 6);
    const subtypes = harness.events
      .filter((event) => event.bounce)
      .map((event) => event.bounce.bounceSubType);
    expect(subtypes).toEqual(['General', 'General', 'General']);
  });

  test('a mail with the virus test file is rejected after it was accepted', async () => {
    const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
    const harness = await open();
    for (const body of [eicar, Buffer.from(eicar).toString('base64')])
      await harness.send({ RawMessage: { Data: Buffer.from(message('admin@acme.test', body)) } });
    await eventsOf(harness, 4);
    expect(harness.events.map((event) => event.eventType).sort()).toEqual([
      'Reject',
      'Reject',
      'Send',
      'Send',
    ]);
    expect(of(harness.events, 'Reject').reject).toEqual({ reason: 'Bad content' });
  });
});

describe('the account suppression list', () => {
  test('a listed address is accepted, bounces with its own subtype and is not delivered', async () => {
    const harness = await open();
    harness.ses.control.suppression.add('Admin@Acme.test', 'BOUNCE', new Date());
    await harness.send();
    const events = await eventsOf(harness, 2);
    expect(events.map((event) => event.eventType)).toEqual(['Send', 'Bounce']);
    expect(events[1]?.bounce).toMatchObject({
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: [{ emailAddress: 'admin@acme.test', action: 'failed' }],
    });
  });

  test('a configuration set may mind complaints only, or nothing', async () => {
    const harness = await open();
    const { suppression } = harness.ses.control;
    suppression.add('bounced@acme.test', 'BOUNCE', new Date());
    suppression.add('complained@acme.test', 'COMPLAINT', new Date());
    harness.ses.handlers['AWS::SES::ConfigurationSet']!({
      stack: 's',
      logicalId: 'L',
      type: 'AWS::SES::ConfigurationSet',
      properties: { Name: 'notices', SuppressionOptions: { SuppressedReasons: ['COMPLAINT'] } },
      physicalName: () => 'x',
    });
    await harness.send({ to: 'bounced@acme.test' });
    await harness.send({ to: 'complained@acme.test' });
    await until(() => harness.ses.control.unfinished() === 0);
    expect(typesTo(harness, 'bounced@acme.test')).toEqual(['Send', 'Delivery']);
    expect(typesTo(harness, 'complained@acme.test')).toEqual(['Send', 'Bounce']);
  });

  test('it outlives a restart', async () => {
    const first = await open();
    first.ses.control.suppression.add('admin@acme.test', 'BOUNCE', new Date());
    first.ses.control.suppression.save();
    const second = await open({}, first.folder);
    await second.send();
    await eventsOf(second, 2);
    expect(typesTo(second, 'admin@acme.test')).toEqual(['Send', 'Bounce']);
  });
});
