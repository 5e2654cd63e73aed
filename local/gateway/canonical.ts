import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** RFC 3986 as SigV4 wants it: everything but unreserved characters, hex in upper case. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const ENCODED_PATH = /^[\w\-.~/%]*$/;

/**
 * S3 signs the path as it travels, each octet encoded once. Every other service signs the path cleaned of `.`,
 * `..` and empty segments and encoded once more on top of what travels.
 */
export function canonicalPath(rawPath: string, service: string): string {
  if (service === 's3') {
    if (ENCODED_PATH.test(rawPath)) return rawPath;
    return rawPath
      .split('/')
      .map((part) => encodeRfc3986(decodeLoosely(part)))
      .join('/');
  }
  if (rawPath === '/') return rawPath;
  const kept: string[] = [];
  for (const part of rawPath.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(encodeRfc3986(part));
  }
  return `/${kept.join('/')}${kept.length > 0 && rawPath.endsWith('/') ? '/' : ''}`;
}

/** Sorted by name, then value, both encoded; the signature itself is not part of what it signs. */
export function canonicalQuery(query: URLSearchParams): string {
  if (query.size === 0) return '';
  const pairs: string[] = [];
  for (const [name, value] of query) {
    if (name !== 'X-Amz-Signature') pairs.push(`${encodeRfc3986(name)}=${encodeRfc3986(value)}`);
  }
  // '=' sorts after '%' and digits, so names are compared on their own.
  return pairs.sort(byNameThenValue).join('&');
}

function byNameThenValue(left: string, right: string): number {
  const [leftName, leftValue] = left.split('=') as [string, string];
  const [rightName, rightValue] = right.split('=') as [string, string];
  if (leftName !== rightName) return leftName < rightName ? -1 : 1;
  return leftValue < rightValue ? -1 : leftValue > rightValue ? 1 : 0;
}

/** One `name:value` line for each signed header, in the order the signature names them. */
export function canonicalHeaders(headers: IncomingHttpHeaders, signed: readonly string[]): string {
  let lines = '';
  for (const name of signed) lines += `${name}:${tidy(headers[name])}\n`;
  return lines;
}

function tidy(value: string | string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value ?? []).join(',');
  // Node reads header octets as Latin-1; clients sign them as UTF-8.
  const decoded = isAscii(text) ? text : Buffer.from(text, 'latin1').toString('utf8');
  return decoded.trim().replace(/[ \t]{2,}|\t/g, ' ');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant.
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

/** Percent-decoding that leaves what is not valid as it is. */
export function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Lower-case hex. */
export const sha256Hex = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');
