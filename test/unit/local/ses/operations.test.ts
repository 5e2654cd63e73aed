import {
  CreateTemplateCommand,
  DescribeConfigurationSetCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  GetSendStatisticsCommand,
  ListConfigurationSetsCommand,
  ListIdentitiesCommand,
  SendEmailCommand,
  VerifyDomainIdentityCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import { simpleParser } from 'mailparser';
import { AccessDenied, NotImplemented } from '../../../../local/gateway/errors';
import { closeAll, eventsOf, type Harness, open } from './harness';

afterEach(closeAll);

const resource = (harness: Harness, type: string, properties: Record<string, unknown>) =>
  harness.ses.handlers[type]!({ stack: 's', logicalId: 'L', type, properties, physicalName: () => 's-l' });

test('GetSendQuota and GetSendStatistics tell what was sent', async () => {
  const harness = await open({ settings: { maxSendRate: 14, max24HourSend: -1 } });
  await harness.send();
  await harness.send({ to: 'bounce@simulator.amazonses.com' });
  await eventsOf(harness, 4);
  expect(await harness.client.send(new GetSendQuotaCommand({}))).toMatchObject({
    Max24HourSend: -1,
    MaxSendRate: 14,
    SentLast24Hours: 1,
  });
  const { SendDataPoints } = await harness.client.send(new GetSendStatisticsCommand({}));
  expect(SendDataPoints).toEqual([
    { Timestamp: expect.any(Date), DeliveryAttempts: 2, Bounces: 1, Complaints: 0, Rejects: 0 },
  ]);
});

test('operations without a resource are asked for on *', async () => {
  const authorizer = {
    authorize: ({
      principal,
      action,
      resource,
    }: {
      principal: { arn: string };
      action: string;
      resource: string;
    }) => {
      throw new AccessDenied(principal.arn, action, resource, 'because nothing allows it');
    },
  };
  const harness = await open({ authorizer });
  await expect(harness.client.send(new GetSendQuotaCommand({}))).rejects.toThrow(
    'is not authorized to perform: ses:GetSendQuota on resource: *',
  );
});

test('identities: verified as soon as they exist', async () => {
  const harness = await open();
  const send = harness.client.send.bind(harness.client);
  await send(new VerifyEmailIdentityCommand({ EmailAddress: 'me@example.com' }));
  const { VerificationToken } = await send(new VerifyDomainIdentityCommand({ Domain: 'example.org' }));
  expect(await send(new ListIdentitiesCommand({}))).toMatchObject({
    Identities: ['me@example.com', 'example.org'],
  });
  expect((await send(new ListIdentitiesCommand({ IdentityType: 'Domain' }))).Identities).toEqual([
    'example.org',
  ]);
  const asked = ['me@example.com', 'example.org', 'other.test'];
  const { VerificationAttributes } = await send(
    new GetIdentityVerificationAttributesCommand({ Identities: asked }),
  );
  expect(VerificationAttributes).toEqual({
    'me@example.com': { VerificationStatus: 'Success' },
    'example.org': { VerificationStatus: 'Success', VerificationToken },
  });
});

test('the configuration set of the template can be listed and described', async () => {
  const harness = await open({ types: ['send', 'renderingFailure'] });
  const listed = await harness.client.send(new ListConfigurationSetsCommand({}));
  expect(listed.ConfigurationSets).toEqual([{ Name: 'notices' }]);
  const described = await harness.client.send(
    new DescribeConfigurationSetCommand({
      ConfigurationSetName: 'notices',
      ConfigurationSetAttributeNames: ['eventDestinations', 'reputationOptions'],
    }),
  );
  expect(described.EventDestinations).toMatchObject([
    { Enabled: true, MatchingEventTypes: ['send', 'renderingFailure'] },
  ]);
  expect(described.ReputationOptions?.SendingEnabled).toBe(true);
});

test('SendEmail makes a message of its parts', async () => {
  const harness = await open();
  const { MessageId } = await harness.client.send(
    new SendEmailCommand({
      Source: 'notices@example-scan.example',
      Destination: { ToAddresses: ['admin@acme.test'] },
      Message: {
        Subject: { Data: 'Grüße' },
        Body: { Text: { Data: 'schlicht' }, Html: { Data: '<b>fett</b>' } },
      },
    }),
  );
  const mail = await simpleParser(Buffer.from(harness.mail(MessageId!), 'latin1'));
  expect([mail.subject, mail.text?.trim(), mail.html]).toEqual(['Grüße', 'schlicht', '<b>fett</b>']);
});

test('what is not offered says so: 501, and nothing is done', async () => {
  const harness = await open();
  const call = harness.client.send(new CreateTemplateCommand({ Template: { TemplateName: 'x' } }));
  await expect(call).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'SES operation CreateTemplate is not offered by the embedded AWS',
    $metadata: { httpStatusCode: 501 },
  });
});

describe('resources of the template', () => {
  test('an identity has its DKIM tokens', async () => {
    const harness = await open();
    const { ref, attributes } = await resource(harness, 'AWS::SES::EmailIdentity', {
      EmailIdentity: 'example.com',
    });
    expect(ref).toBe('example.com');
    expect(attributes.DkimDNSTokenName1).toMatch(/^[0-9a-f]{32}\._domainkey\.example\.com$/);
  });

  test('a set that is switched off in the template is off', async () => {
    const harness = await open();
    resource(harness, 'AWS::SES::ConfigurationSet', {
      Name: 'notices',
      SendingOptions: { SendingEnabled: 'false' },
    });
    await expect(harness.send()).rejects.toThrow('disabled for configuration set');
  });

  test('an unnamed set is named after its resource', async () => {
    const harness = await open();
    expect(await resource(harness, 'AWS::SES::ConfigurationSet', {})).toEqual({ ref: 's-l', attributes: {} });
  });

  test('event destinations other than SNS are not passed over in silence', async () => {
    const harness = await open();
    const EventDestination = { MatchingEventTypes: ['send'], KinesisFirehoseDestination: {} };
    expect(() =>
      resource(harness, 'AWS::SES::ConfigurationSetEventDestination', {
        ConfigurationSetName: 'notices',
        EventDestination,
      }),
    ).toThrow(NotImplemented);
  });
});
