// biome-ignore lint/style/noRestrictedImports: the folder is nodemailer's own
import MimeNode from 'nodemailer/lib/mime-node';

/**
 * The MIME message around a notice. All headers but To and Date are the same for every mail of a language, so
 * nodemailer encodes and folds them once; per mail only the two bodies are added.
 */
export interface Envelope {
  from: { name: string; address: string };
  replyTo: string;
  subject: string;
  language: string;
  /** Parts the bodies; must not be guessable by whoever wrote the file. */
  boundary: string;
}

export interface MimeFrame {
  compose(to: string, date: Date, text: string, html: string): Buffer;
}

/**
 * What a To header may hold: one plain ASCII address, no name, no comment, no quoting, nothing that folds. Intake
 * lets nothing else through; this is the last line before a header.
 */
const PLAIN_ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$/;

/** Whether a mail can be addressed to it at all. */
export const isPlainAddress = (address: string): boolean => PLAIN_ADDRESS.test(address);

/** Lines of a 7-bit body are far below this; RFC 5322 allows 998. */
const MAX_LINE = 900;
const NOT_PLAIN = /[^\t\n -~]/;

export function createMimeFrame(envelope: Envelope): MimeFrame {
  const root = new MimeNode(`multipart/alternative; boundary="${envelope.boundary}"`);
  root.setHeader('From', envelope.from);
  root.setHeader('Reply-To', envelope.replyTo);
  root.setHeader('Subject', envelope.subject);
  root.setHeader('Auto-Submitted', 'auto-generated');
  root.setHeader('Content-Language', envelope.language);
  const headers = withoutPerMail(root.buildHeaders());
  const { boundary } = envelope;
  return {
    compose(to, date, text, html) {
      if (!isPlainAddress(to)) throw new Error('not an address that a header may hold');
      const message = [
        `To: ${to}`,
        `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
        headers,
        '',
        part(boundary, 'text/plain', text),
        part(boundary, 'text/html', html),
        `--${boundary}--`,
        '',
      ].join('\r\n');
      return Buffer.from(message, 'latin1');
    },
  };
}

/** Drops what differs per mail: the date is ours to set, and SES sets its own Message-ID. */
function withoutPerMail(headers: string): string {
  return headers
    .split(/\r\n(?![ \t])/)
    .filter((header) => !/^(date|message-id):/i.test(header))
    .join('\r\n');
}

/** Plain ASCII goes as it is, so that an English notice can be read raw; all else in base64. */
function part(boundary: string, type: string, body: string): string {
  const plain = !NOT_PLAIN.test(body) && !hasLongLine(body);
  const encoded = plain
    ? body.replace(/\n/g, '\r\n')
    : Buffer.from(body.replace(/\n/g, '\r\n')).toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`,
    '',
    encoded,
  ].join('\r\n');
}

function hasLongLine(body: string): boolean {
  for (let from = 0, to = 0; to !== -1; from = to + 1) {
    to = body.indexOf('\n', from);
    if ((to === -1 ? body.length : to) - from > MAX_LINE) return true;
  }
  return false;
}
