// biome-ignore lint/style/noRestrictedImports: a folder of that package, not ours
import addressparser from 'nodemailer/lib/addressparser';
import { invalid } from './errors';

export interface Mailbox {
  address: string;
  name: string;
}

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LOCAL = new RegExp(`^(?:${ATOM}(?:\\.${ATOM})*|"(?:[ !#-\\[\\]-~]|\\\\[ -~])*")$`);
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** What is wrong with an address, in SES's words; undefined when SES takes it. */
export function addressFault(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  if (at < 0) return "Missing final '@domain'";
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (address.length > 320) return 'Address length is more than 320 characters long';
  if (local === '') return 'User name is missing';
  if (domain === '') return "Missing final '@domain'";
  return localFault(local) ?? domainFault(domain);
}

function localFault(local: string): string | undefined {
  if (local.length > 64) return 'Local address is more than 64 characters long';
  if (LOCAL.test(local)) return undefined;
  if (local.startsWith('.')) return 'Local address starts with dot';
  if (local.endsWith('.')) return 'Local address ends with dot';
  if (local.includes('..')) return 'Local address contains dot-dot';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
  if (/[\u0000-\u0020\u007f]/.test(local)) return 'Local address contains control or whitespace';
  return 'Local address contains illegal character';
}

function domainFault(domain: string): string | undefined {
  if (domain.startsWith('.')) return 'Domain starts with dot';
  if (domain.endsWith('.')) return 'Domain ends with dot';
  if (domain.includes('..')) return 'Domain contains dot-dot';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
  if (/[\u0000-\u0020\u007f]/.test(domain)) return 'Domain contains control or whitespace';
  if (domain.length > 255 || !domain.split('.').every((label) => LABEL.test(label)))
    return 'Domain contains illegal character';
  return undefined;
}

/**
 * One address, bare or as `Name <address>`.
 *
 * @throws InvalidParameterValue: SES refuses the whole message for one malformed address.
 */
export function parseMailbox(text: string): Mailbox {
  if (!text.includes('<') && !text.includes('"')) return checked({ address: text.trim(), name: '' });
  const [mailbox, second] = parseMailboxes(text);
  if (!mailbox || second) throw invalid('Illegal address');
  return mailbox;
}

/** The addresses of a From, To or Cc header. */
export function parseMailboxes(header: string): Mailbox[] {
  return addressparser(header, { flatten: true }).map((entry) =>
    checked({ address: entry.address ?? '', name: entry.name ?? '' }),
  );
}

function checked(mailbox: Mailbox): Mailbox {
  const fault = addressFault(mailbox.address);
  if (fault) throw invalid(fault);
  return mailbox;
}

/** The part after the last `@`, in lower case. */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();
