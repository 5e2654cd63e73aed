/**
 * What a failed SES call means for the recipient and for the run. SES has no idempotency token, so the only
 * question that matters is: can the mail have been accepted? Where it can, nothing but a person sends again.
 */

export type Verdict =
  /** Provably not sent; the claim is released. */
  | { kind: 'not-sent'; action: NotSentAction; code: string }
  /** SES refuses this one recipient or content. */
  | { kind: 'refused'; code: string }
  /** SES may have accepted it. */
  | { kind: 'unknown'; code: string };

/**
 * `slow-down`: the rate; `wait-for-quota`: the rolling 24 h quota; `back-off`: SES or the network is in trouble;
 * `pause`: it would fail for everybody, so a person has to look.
 */
export type NotSentAction = 'slow-down' | 'wait-for-quota' | 'back-off' | 'pause';

/** The fields of an error that decide; taken as they come, for anything can be thrown. */
export interface Failure {
  name: string;
  message: string;
  status?: number;
  /** Node's own: `connect`, `getaddrinfo`, `read`, `write`. */
  syscall?: string;
  /** Node's error code, e.g. `ECONNREFUSED`. */
  code?: string;
}

interface Rule {
  names: RegExp;
  message?: RegExp;
  verdict: NotSentAction | 'refused';
}

/** SES's own answers below 500, first match wins. Class names of the SDK carry a suffix that wire codes lack. */
const ANSWERS: readonly Rule[] = [
  { names: /^Throttling(Exception)?$/, message: /maximum sending rate/i, verdict: 'slow-down' },
  { names: /^Throttling(Exception)?$/, message: /daily message quota/i, verdict: 'wait-for-quota' },
  { names: /^(Throttling(Exception)?|RequestThrottled|TooManyRequests(Exception)?)$/, verdict: 'back-off' },
  { names: /^LimitExceeded(Exception)?$/, verdict: 'back-off' },
  { names: /^(AccountSendingPaused|ConfigurationSetSendingPaused)(Exception)?$/, verdict: 'pause' },
  { names: /^(ConfigurationSetDoesNotExist|MailFromDomainNotVerified)(Exception)?$/, verdict: 'pause' },
  { names: /^(AccessDenied|InvalidSendingPool|NotAuthorized|OptInRequired)/, verdict: 'pause' },
  {
    names:
      /^(InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|UnrecognizedClient|MissingAuthentication)/,
    verdict: 'pause',
  },
  { names: /^(IncompleteSignature|InvalidSignature|RequestExpired|InvalidAction)/, verdict: 'pause' },
  { names: /^MessageRejected/, message: /not verified/i, verdict: 'pause' },
  { names: /^(MessageRejected|InvalidParameterValue)/, verdict: 'refused' },
];

/** The request never left this computer: nobody answered the connection, or there was no address to connect to. */
const NEVER_CONNECTED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;
/** A timeout of the connection itself; the SDK's words, as its error has neither code nor syscall. */
const NO_CONNECTION = /did not establish a connection/i;
/** Credentials could not even be found, so nothing was signed or sent. */
const NO_CREDENTIALS = /^CredentialsProviderError$/;

/** Reads an error of the SES client. Whatever the table does not name is unknown: that is the safe side. */
export function classify(failure: Failure): Verdict {
  const code = failure.name === 'Error' && failure.code ? failure.code : failure.name;
  if (NO_CREDENTIALS.test(failure.name)) return { kind: 'not-sent', action: 'pause', code };
  if (neverConnected(failure)) return { kind: 'not-sent', action: 'back-off', code };
  if (failure.status === undefined || failure.status < 400 || failure.status >= 500) {
    return { kind: 'unknown', code };
  }
  const rule = ANSWERS.find(
    ({ names, message }) => names.test(failure.name) && (!message || message.test(failure.message)),
  );
  if (rule?.verdict === 'refused') return { kind: 'refused', code };
  if (rule) return { kind: 'not-sent', action: rule.verdict, code };
  return { kind: 'unknown', code };
}

function neverConnected({ code, syscall, message }: Failure): boolean {
  if (NO_CONNECTION.test(message)) return true;
  return (syscall === 'connect' || syscall === 'getaddrinfo') && NEVER_CONNECTED.test(code ?? '');
}
