import { classify } from '../../../lambdas/domain/sending/classify';

const answered = (name: string, message = '', status = 400) => ({ name, message, status });
const broken = (code: string, syscall?: string) => ({ name: 'Error', message: code, code, syscall });

describe('provably not sent: the recipient is pending again', () => {
  test.each([
    ['Throttling', 'Maximum sending rate exceeded.', 'slow-down'],
    ['ThrottlingException', 'Maximum sending rate exceeded.', 'slow-down'],
    ['Throttling', 'Daily message quota exceeded.', 'wait-for-quota'],
    ['Throttling', 'Rate exceeded', 'back-off'],
    ['LimitExceededException', '', 'back-off'],
    ['AccountSendingPausedException', 'Account is paused', 'pause'],
    ['ConfigurationSetSendingPausedException', '', 'pause'],
    ['ConfigurationSetDoesNotExistException', '', 'pause'],
    ['MailFromDomainNotVerifiedException', '', 'pause'],
    ['AccessDenied', '', 'pause'],
    ['AccessDeniedException', '', 'pause'],
    ['InvalidClientTokenId', '', 'pause'],
    ['SignatureDoesNotMatch', '', 'pause'],
    ['ExpiredToken', '', 'pause'],
    ['MessageRejected', 'Email address is not verified. The following identities failed ...', 'pause'],
  ])('%s "%s": %s', (name, message, action) => {
    expect(classify(answered(name, message))).toEqual({ kind: 'not-sent', action, code: name });
  });

  test.each([
    ['ECONNREFUSED', 'connect'],
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['EHOSTUNREACH', 'connect'],
    ['ETIMEDOUT', 'connect'],
  ])('%s while %s: nobody was reached', (code, syscall) => {
    expect(classify(broken(code, syscall))).toMatchObject({ kind: 'not-sent', action: 'back-off' });
  });

  test('a connection that never came about', () => {
    const message = 'the request socket did not establish a connection with the server within 2000 ms';
    expect(classify({ name: 'TimeoutError', message })).toMatchObject({ action: 'back-off' });
  });

  test('no credentials: nothing was even signed', () => {
    expect(classify({ name: 'CredentialsProviderError', message: '' })).toMatchObject({ action: 'pause' });
  });
});

describe('this recipient refused', () => {
  test.each(['MessageRejected', 'InvalidParameterValue'])('%s', (name) => {
    expect(classify(answered(name, "Missing final '@domain'"))).toEqual({ kind: 'refused', code: name });
  });
});

describe('unknown: SES may have taken the mail, so nothing but a person sends again', () => {
  test.each([
    answered('InternalFailure', '', 500),
    answered('ServiceUnavailable', '', 503),
    answered('Throttling', 'Maximum sending rate exceeded.', 503),
    answered('SomethingNew', '', 400),
    answered('SyntaxError', 'cut off', 200),
    { name: 'NoMessageId', message: '' },
    { name: 'TimeoutError', message: 'the request has exceeded the configured timeout' },
    broken('ECONNRESET', 'read'),
    broken('EPIPE', 'write'),
    broken('ETIMEDOUT', 'read'),
    broken('ECONNREFUSED'),
    { name: 'AbortError', message: 'Request aborted' },
    { name: 'NotAnError', message: 'undefined' },
  ])('$name $code $status', (failure) => {
    expect(classify(failure).kind).toBe('unknown');
  });
});
