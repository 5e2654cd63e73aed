import { asciiDomain, domainFlags } from './domain';

/** An address that mail can be sent to (or, with `non-ascii-local-part`, that the second route must reach). */
export interface Address {
  /** As spelt, cleaned; the domain in lower-case punycode. What the mail goes to. */
  address: string;
  /** What makes two spellings one recipient. */
  key: string;
  flags: string[];
}

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const PLAIN_LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`);
const WIDE_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{N}\\p{M}-]+";
const WIDE_LOCAL = new RegExp(`^${WIDE_ATOM}(?:\\.${WIDE_ATOM})*$`, 'u');
/** A quoted local part: printable ASCII, quote and backslash only behind a backslash (RFC 5321). */
const QUOTED_LOCAL = /^"(?:[ !#-[\]-~]|\\[ -~])+"$/;

/**
 * The dedupe key: the local part folded for comparison only, the domain in lower-case punycode. `+tags` and dots
 * stay: two addresses are two people until somebody says otherwise. Lower case only and no full case folding:
 * that would make one person of `strasse@` and `straße@`.
 */
export function dedupeKey(local: string, domain: string): string {
  return `${local.normalize('NFC').toLowerCase()}@${domain}`;
}

/**
 * Reads one candidate, already cleaned and without anything around it.
 *
 * @returns undefined when no mail can be sent to it: then its row is quarantined, never dropped.
 * @example readAddress("o'Neil+x@Example.COM") // { address: "o'Neil+x@example.com", key: "o'neil+x@example.com" … }
 */
export function readAddress(candidate: string): Address | undefined {
  const at = candidate.lastIndexOf('@');
  if (at < 1) return undefined;
  const local = readLocal(candidate.slice(0, at));
  if (!local) return undefined;
  const domain = asciiDomain(candidate.slice(at + 1).replace(/\.+$/, ''));
  if (!domain || local.text.length + 1 + domain.length > 254) return undefined;
  return {
    address: `${local.text}@${domain}`,
    key: dedupeKey(local.text, domain),
    flags: [...local.flags, ...domainFlags(domain)],
  };
}

function readLocal(spelt: string): { text: string; flags: string[] } | undefined {
  // 64 bytes, not characters: that is what a mail server counts.
  if (Buffer.byteLength(spelt) > 64) return undefined;
  if (PLAIN_LOCAL.test(spelt)) return { text: spelt, flags: [] };
  if (QUOTED_LOCAL.test(spelt)) {
    const inner = spelt.slice(1, -1).replace(/\\(.)/g, '$1');
    return PLAIN_LOCAL.test(inner)
      ? { text: inner, flags: [] }
      : { text: spelt, flags: ['quoted-local-part'] };
  }
  return WIDE_LOCAL.test(spelt) ? { text: spelt, flags: ['non-ascii-local-part'] } : undefined;
}
