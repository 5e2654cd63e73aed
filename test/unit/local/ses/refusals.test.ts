import {
  AccountSendingPausedException,
  ConfigurationSetDoesNotExistException,
  ConfigurationSetSendingPausedException,
  MessageRejected,
  SESServiceException,
  UpdateAccountSendingEnabledCommand,
  UpdateConfigurationSetSendingEnabledCommand,
  VerifyDomainIdentityCommand,
} from '@aws-sdk/client-ses';
import { AccessDenied } from '../../../../local/gateway/errors';
import type { AccessRequest } from '../../../../local/iam/types';
import { closeAll, type Harness, message, open } from './harness';

afterEach(closeAll);

const failureOf = (call: Promise<unknown>): Promise<SESServiceException> =>
  call.then(
    () => Promise.reject(new Error('was accepted')),
    (error) => error as SESServiceException,
  );

const raw = (text: string) => ({ RawMessage: { Data: Buffer.from(text, 'utf8') } });
const HEAD = 'From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n';

async function nothingHappened(harness: Harness): Promise<void> {
  expect(harness.mails).toEqual([]);
  expect(harness.events).toEqual([]);
  expect(harness.ses.control.counts.accepted).toBe(0);
}

describe('a mail that SES refuses leaves no trace and says why in SES’s own classes', () => {
  test('above the rate: Throttling, 400, retryable text', async () => {
    const clock = { at: Date.UTC(2026, 5, 1) };
    const harness = await open({ settings: { maxSendRate: 2 }, now: () => new Date(clock.at), start: false });
    await harness.send();
    await harness.send();
    const error = await failureOf(harness.send());
    expect(error).toBeInstanceOf(SESServiceException);
    expect(error.name).toBe('Throttling');
    expect(error.message).toBe('Maximum sending rate exceeded.');
    expect(error.$fault).toBe('client');
    expect(error.$metadata.httpStatusCode).toBe(400);
    clock.at += 500;
    await harness.send();
    expect((await failureOf(harness.send())).name).toBe('Throttling');
    expect(harness.mails).toHaveLength(3);
    expect(harness.ses.control.counts).toMatchObject({ accepted: 3, throttled: 2, calls: 5 });
  });

  test('above the quota: Throttling with the other text', async () => {
    const harness = await open({ settings: { max24HourSend: 1 } });
    await harness.send();
    const error = await failureOf(harness.send());
    expect([error.name, error.message]).toEqual(['Throttling', 'Daily message quota exceeded.']);
    harness.ses.control.change({ max24HourSend: 2 });
    await harness.send();
    expect(harness.mails).toHaveLength(2);
  });

  test('account paused', async () => {
    const harness = await open();
    await harness.client.send(new UpdateAccountSendingEnabledCommand({ Enabled: false }));
    const error = await failureOf(harness.send());
    expect(error).toBeInstanceOf(AccountSendingPausedException);
    await nothingHappened(harness);
  });

  test('configuration set paused: the second layer of the kill switch', async () => {
    const harness = await open();
    const change = { ConfigurationSetName: 'notices', Enabled: false };
    await harness.client.send(new UpdateConfigurationSetSendingEnabledCommand(change));
    const error = await failureOf(harness.send());
    expect(error).toBeInstanceOf(ConfigurationSetSendingPausedException);
    expect((error as ConfigurationSetSendingPausedException).ConfigurationSetName).toBe('notices');
    await nothingHappened(harness);
    await harness.client.send(new UpdateConfigurationSetSendingEnabledCommand({ ...change, Enabled: true }));
    await harness.send();
    expect(harness.mails).toHaveLength(1);
  });

  test('configuration set missing', async () => {
    const harness = await open();
    const error = await failureOf(harness.send({ ConfigurationSetName: 'nowhere' }));
    expect(error).toBeInstanceOf(ConfigurationSetDoesNotExistException);
    await nothingHappened(harness);
  });

  test('sandbox: an unverified recipient is named; a verified domain and the simulator are not in the way', async () => {
    const harness = await open({ settings: { sandbox: true } });
    await harness.client.send(new VerifyDomainIdentityCommand({ Domain: 'example-scan.example' }));
    const error = await failureOf(harness.send());
    expect(error).toBeInstanceOf(MessageRejected);
    expect(error.message).toBe(
      'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: admin@acme.test',
    );
    await nothingHappened(harness);
    await harness.send({ to: 'success@simulator.amazonses.com' });
    await harness.client.send(new VerifyDomainIdentityCommand({ Domain: 'acme.test' }));
    await harness.send();
    expect(harness.mails).toHaveLength(2);
  });

  test('sandbox: an unverified sender', async () => {
    const harness = await open({ settings: { sandbox: true } });
    const error = await failureOf(harness.send({ to: 'success@simulator.amazonses.com' }));
    expect(error.message).toContain('notices@example-scan.example');
    await nothingHappened(harness);
  });

  test.each([
    ['no @', 'nobody', "Missing final '@domain'"],
    ['empty domain', 'nobody@', "Missing final '@domain'"],
    ['empty local part', '@acme.test', 'User name is missing'],
    ['a space', 'no body@acme.test', 'Local address contains control or whitespace'],
    ['a local part that is not ASCII', 'jürgen@acme.test', 'Local address contains illegal character'],
    ['a domain that is not ASCII', 'admin@münchen.test', 'Domain contains illegal character'],
    ['a trailing dot', 'admin@acme.test.', 'Domain ends with dot'],
    ['two dots', 'a..b@acme.test', 'Local address contains dot-dot'],
  ])('%s in one address rejects the whole message', async (_what, bad, words) => {
    const harness = await open();
    const error = await failureOf(
      harness.send({
        Destinations: ['good@acme.test', bad],
        RawMessage: { Data: Buffer.from(`${HEAD}\r\nx`) },
      }),
    );
    expect([error.name, error.message]).toEqual(['InvalidParameterValue', words]);
    expect(error.$metadata.httpStatusCode).toBe(400);
    await nothingHappened(harness);
  });

  test.each([
    ['a missing From', 'To: b@example.com\r\n\r\nx', "Missing required header 'From'."],
    ['a header that stands twice', `${HEAD}subject: y\r\n\r\nx`, "Duplicate header 'subject'."],
    ['a line that is no header', `${HEAD}no colon here\r\n\r\nx`, 'Illegal header line'],
  ])('%s', async (_what, text, words) => {
    const harness = await open();
    const error = await failureOf(harness.send(raw(text)));
    expect([error.name, error.message]).toEqual(['InvalidParameterValue', words]);
    await nothingHappened(harness);
  });

  test.each([['a@b'], ['with space'], ['ä'], ['x'.repeat(257)], ['']])('tag value %p', async (Value) => {
    const harness = await open();
    const error = await failureOf(harness.send({ Tags: [{ Name: 'rid', Value }] }));
    expect(error.name).toBe('InvalidParameterValue');
    await nothingHappened(harness);
  });

  test('more than 10 MB; 10 MB less a little is taken', async () => {
    const harness = await open();
    // In base64 `~?~?` has a + or a /: on 14 MB of letters alone the SDK's own check for characters to encode takes V8
    // to the edge of the 64 MB it has for matching, and at times beyond it.
    const text = `${'~?'.repeat(9)}${'x'.repeat(10 * 1024 * 1024)}`;
    const error = await failureOf(harness.send(raw(message('a@acme.test', text))));
    expect(error.message).toMatch(/^Message length is more than 10485760 bytes long: '\d+'\.$/);
    await nothingHappened(harness);
    const line = `${'~?'.repeat(3)}${'x'.repeat(70)}\r\n`;
    await harness.send(raw(message('a@acme.test', line.repeat(Math.floor((10 * 1024 * 1024 - 1000) / 78)))));
    expect(harness.mails).toHaveLength(1);
  });

  test('more than 50 recipients', async () => {
    const harness = await open();
    const Destinations = Array.from({ length: 51 }, (_, n) => `a${n}@acme.test`);
    expect((await failureOf(harness.send({ Destinations }))).message).toBe('Recipient count exceeds 50.');
    await nothingHappened(harness);
  });

  test('IAM is asked for the identity and for the configuration set, with from and recipients', async () => {
    const asked: AccessRequest[] = [];
    const authorizer = {
      authorize: (request: AccessRequest) => {
        asked.push(request);
        if (request.resource.includes('configuration-set'))
          throw new AccessDenied(
            request.principal.arn,
            request.action,
            request.resource,
            'because no policy allows it',
          );
      },
    };
    const harness = await open({ authorizer });
    const error = await failureOf(harness.send());
    expect([error.name, error.$metadata.httpStatusCode]).toEqual(['AccessDenied', 403]);
    expect(asked.map(({ action, resource }) => [action, resource])).toEqual([
      ['ses:SendRawEmail', 'arn:aws:ses:eu-central-1:000000000000:identity/example-scan.example'],
      ['ses:SendRawEmail', 'arn:aws:ses:eu-central-1:000000000000:configuration-set/notices'],
    ]);
    expect(asked[0]?.context).toMatchObject({
      'ses:FromAddress': 'notices@example-scan.example',
      'ses:Recipients': ['admin@acme.test'],
    });
    await nothingHappened(harness);
  });
});
