import type { Authorizer, Principal } from '../../iam/types';
import type { Account } from './account';
import { type Mailbox, parseMailbox, parseMailboxes } from './addresses';
import type { ConfigurationSets } from './configuration-sets';
import { accountPaused, invalid, notVerified, setPaused } from './errors';
import { fateOf, holdsVirus, isSimulator } from './fates';
import type { SendLimits } from './limits';
import { type Mail, newMessageId } from './mail';
import { checkHeaders, type HeaderField, header, parseHeaders } from './message';
import type { SuppressionList } from './suppression';

/** SendRawEmail's parameters; what is left out is read from the message's header. */
export interface RawMail {
  source?: string;
  sourceArn?: string;
  destinations: string[];
  configurationSet?: string;
  tags: [name: string, value: string][];
  raw: Buffer;
}

export interface AcceptanceRules {
  account: Account;
  sets: ConfigurationSets;
  limits: SendLimits;
  suppression: SuppressionList;
  authorizer: Authorizer;
  sandbox(): boolean;
  relay: boolean;
  now(): number;
}

const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
const MAX_RECIPIENTS = 50;
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

/**
 * Everything SES checks before it takes a mail; the limits come last, so that a refused mail uses up nothing.
 *
 * @returns the mail with its fates, and how many of its recipients count towards the quota.
 * @throws ServiceError in SES's own words: then nothing was sent.
 */
export function acceptable(
  rules: AcceptanceRules,
  caller: Principal,
  action: string,
  input: RawMail,
): { mail: Mail; quota: number } {
  if (input.raw.length > MAX_MESSAGE_BYTES)
    throw invalid(`Message length is more than ${MAX_MESSAGE_BYTES} bytes long: '${input.raw.length}'.`);
  const headers = parseHeaders(input.raw);
  checkHeaders(headers);
  const from = parseMailboxes(header(headers, 'from')!)[0];
  if (!from) throw invalid("Missing required header 'From'.");
  const source = input.source ? parseMailbox(input.source) : from;
  const recipients = recipientsOf(input, headers);
  const configurationSet = input.configurationSet ?? header(headers, 'x-ses-configuration-set');
  const tags = tagsOf(input, headers);
  const sourceArn = input.sourceArn ?? rules.account.identityArn(source.address);
  authorise(rules, caller, action, { source, sourceArn, recipients, configurationSet });
  checkSwitches(rules, configurationSet);
  checkSandbox(rules, [source.address, from.address], recipients);

  const quota = recipients.filter((address) => !isSimulator(address)).length;
  rules.limits.take(recipients.length, quota);
  const at = rules.now();
  const virus = holdsVirus(input.raw);
  const reasons = rules.sets.suppressedReasons(configurationSet);
  const fates = recipients.map((address) =>
    fateOf(address, { virus, suppressed: rules.suppression.blocks(address, reasons), relay: rules.relay }),
  );
  const mail: Mail = {
    id: newMessageId(at),
    at,
    source: source.address,
    sourceArn,
    caller: caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
    destinations: recipients,
    fates,
    ...(configurationSet ? { configurationSet } : {}),
    tags,
    headers,
  };
  return { mail, quota };
}

/** The envelope: Destinations, or everybody in To, Cc and Bcc. */
function recipientsOf(input: RawMail, headers: HeaderField[]): string[] {
  const mailboxes =
    input.destinations.length > 0
      ? input.destinations.map(parseMailbox)
      : ['to', 'cc', 'bcc'].flatMap((name) => parseMailboxes(header(headers, name) ?? ''));
  if (mailboxes.length === 0) throw invalid('Missing required parameter: Destinations');
  if (mailboxes.length > MAX_RECIPIENTS) throw invalid(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  return mailboxes.map(({ address }) => address);
}

/** Tags of the API replace those of the header, they are not merged. */
function tagsOf(input: RawMail, headers: HeaderField[]): [string, string][] {
  const inHeader = header(headers, 'x-ses-message-tags');
  const tags =
    input.tags.length > 0 || !inHeader
      ? input.tags
      : inHeader.split(',').map((pair): [string, string] => {
          const cut = pair.indexOf('=');
          return [pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()];
        });
  for (const [name, value] of tags) {
    if (!TAG.test(name))
      throw invalid(
        `Invalid tag name <${name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`,
      );
    if (!TAG.test(value))
      throw invalid(
        `Invalid tag value of <${name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`,
      );
    if (name.startsWith('ses:')) throw invalid('Tag names starting with ses: are reserved.');
  }
  if (new Set(tags.map(([name]) => name)).size < tags.length) throw invalid('Duplicate tag name.');
  return tags;
}

function authorise(
  rules: AcceptanceRules,
  principal: Principal,
  action: string,
  call: { source: Mailbox; sourceArn: string; recipients: string[]; configurationSet?: string },
): void {
  const context = {
    'ses:FromAddress': call.source.address,
    'ses:FromDisplayName': call.source.name,
    'ses:Recipients': call.recipients,
  };
  rules.authorizer.authorize({ principal, action, resource: call.sourceArn, context });
  if (call.configurationSet === undefined) return;
  rules.authorizer.authorize({
    principal,
    action,
    resource: rules.account.setArn(call.configurationSet),
    context,
  });
}

function checkSwitches(rules: AcceptanceRules, configurationSet: string | undefined): void {
  if (!rules.account.sendingEnabled) throw accountPaused();
  if (configurationSet !== undefined && !rules.sets.sendingEnabled(configurationSet))
    throw setPaused(configurationSet);
}

function checkSandbox(rules: AcceptanceRules, senders: string[], recipients: string[]): void {
  if (!rules.sandbox()) return;
  const failed = rules.account.unverified([...new Set([...senders, ...recipients])]);
  if (failed.length > 0) throw notVerified(failed, rules.account.region);
}
