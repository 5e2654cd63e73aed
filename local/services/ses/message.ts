import { parseMailboxes } from './addresses';
import { invalid } from './errors';

export interface HeaderField {
  name: string;
  value: string;
}

/** Fields that SES takes once at most. */
const SINGLE = new Set(
  'from sender reply-to to cc bcc subject date message-id in-reply-to references return-path mime-version content-type content-transfer-encoding content-disposition content-id content-language auto-submitted'.split(
    ' ',
  ),
);

/** Events carry at most this much of the headers, and then say so. */
const MAX_EVENT_HEADER_BYTES = 10 * 1024;

/** The header fields, unfolded; only the header block of the message is looked at. */
export function parseHeaders(raw: Buffer): HeaderField[] {
  const block = headerBlock(raw).replace(/\r?\n[ \t]+/g, ' ');
  const fields: HeaderField[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1 || /[^!-9;-~]/.test(line.slice(0, colon))) throw invalid('Illegal header line');
    fields.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim() });
  }
  return fields;
}

function headerBlock(raw: Buffer): string {
  const ends = [raw.indexOf('\r\n\r\n'), raw.indexOf('\n\n')].filter((at) => at >= 0);
  return raw.toString('utf8', 0, ends.length > 0 ? Math.min(...ends) : raw.length);
}

/** @throws InvalidParameterValue as SES does for a missing From and for a field that stands twice. */
export function checkHeaders(fields: HeaderField[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    const key = name.toLowerCase();
    if (SINGLE.has(key) && seen.has(key)) throw invalid(`Duplicate header '${name}'.`);
    seen.add(key);
  }
  if (!seen.has('from')) throw invalid("Missing required header 'From'.");
}

/** The first field of that name. */
export function header(fields: HeaderField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.value;
}

/** The fields that fit into an event. */
export function eventHeaders(fields: HeaderField[]): { headers: HeaderField[]; truncated: boolean } {
  let size = 0;
  const kept = fields.findIndex((field) => {
    size += field.name.length + field.value.length + 4;
    return size > MAX_EVENT_HEADER_BYTES;
  });
  return kept < 0
    ? { headers: fields, truncated: false }
    : { headers: fields.slice(0, kept), truncated: true };
}

/** `commonHeaders` of an event; its messageId is the one SES gave. */
export function commonHeaders(fields: HeaderField[], messageId: string): Record<string, string | string[]> {
  const common: Record<string, string | string[]> = {};
  const put = (key: string, value: string | string[] | undefined) => {
    if (value !== undefined) common[key] = value;
  };
  put('returnPath', header(fields, 'return-path'));
  put('from', mailboxList(header(fields, 'from')));
  put('date', header(fields, 'date'));
  put('replyTo', mailboxList(header(fields, 'reply-to')));
  put('to', mailboxList(header(fields, 'to')));
  put('cc', mailboxList(header(fields, 'cc')));
  put('messageId', messageId);
  put('subject', header(fields, 'subject'));
  return common;
}

/** One mailbox is by far the usual case and needs no parser. */
function mailboxList(value: string | undefined): string[] | undefined {
  if (value === undefined || !value.includes(',')) return value === undefined ? undefined : [value];
  return parseMailboxes(value).map(({ name, address }) => (name ? `${name} <${address}>` : address));
}
