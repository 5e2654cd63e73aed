import { ServiceError } from '../../gateway/errors';

/** Errors as SES words them: callers tell the throttles apart by this very text. */
export const rateExceeded = () => new ServiceError('Throttling', 'Maximum sending rate exceeded.');
export const quotaExceeded = () => new ServiceError('Throttling', 'Daily message quota exceeded.');
export const accountPaused = () =>
  new ServiceError('AccountSendingPausedException', 'Email sending is disabled for this account.');
export const rejected = (why: string) => new ServiceError('MessageRejected', why);
export const invalid = (why: string) => new ServiceError('InvalidParameterValue', why);
export const missing = (parameter: string) =>
  new ServiceError('ValidationError', `Value for parameter ${parameter} is missing`);

export const setPaused = (name: string) =>
  new ServiceError(
    'ConfigurationSetSendingPausedException',
    `Email sending is disabled for configuration set <${name}>.`,
    400,
    'Sender',
    { ConfigurationSetName: name },
  );

export const noSuchSet = (name: string) =>
  new ServiceError(
    'ConfigurationSetDoesNotExist',
    `Configuration set <${name}> does not exist.`,
    400,
    'Sender',
    {
      ConfigurationSetName: name,
    },
  );

/** Sender or, in the sandbox, recipient: SES names every identity that failed in one message. */
export const notVerified = (addresses: string[], region: string) =>
  rejected(
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${addresses.join(', ')}`,
  );
