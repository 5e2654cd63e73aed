import { type Address, readAddress } from './address';
import { cleanCell, decodeEscapes } from './clean';

/** What a cell holds: addresses that can be used, and how many things that look like one but cannot. */
export interface Extracted {
  usable: Address[];
  unusable: number;
  /** Words that are neither, nor the name in front of an `<address>`. */
  words: number;
}

const QUOTED_LOCAL_ADDRESS = /"(?:[^"\\]|\\.)+"@[^\s;,<>"()]+/gu;
const SEPARATORS = /[\s;,|<>()[\]\u060c\u061b]+/u;
/** No domain goes on behind one of these, so another address may: `a@b.example/c@d.example`, `a@b.example#mailto:…`. */
const BEHIND_DOMAIN = /(@[^\s@;,|<>()[\]:/?#&=\\]+)[:/?#&=]+(?=\S*@)/gu;
/** Around an address, never part of it. A leading apostrophe or # is legal in a local part and yet never meant. */
const AROUND = /^[\s"'`´‘’‚‛“”„«»‹›.:{}*~\\#&]+|[\s"'`´‘’‚‛“”„«»‹›.:{}*~!?\\]+$/gu;
const LABEL =
  /^(?:(?:type=)?(?:href|mailto|e-?mail|smtp|sip|to|b?cc|from|user(?:name)?|login|address|primary|secondary|backup|alternate|other|work|home|private|office|pref|internet|contact|owner|admin|main)["']?[:=]+["']?)+/iu;
/**
 * Legal in a local part, and in a list always a sign of damage: masked letters (`b**@`), letters lost in another
 * encoding (`m?ller@`), a key or cells run into the address (`id=bob@`, `Acme^bob@`, `Acme#Ops#bob@`), an escape that was
 * not undone, a bullet (`-bob@`).
 * Mail would go to nobody or, worse, to somebody else: a person decides.
 */
const DAMAGED = /^[-+]|[*?^~=`]|%[0-9a-f]{2}|#.*#|\/.*\/|\.[a-z]{2,}[/#]/iu;
/** `bob (at) example.com`, `bob[at]example.com`, `bob at example dot com`: written so that machines miss it. */
const DISGUISED =
  /[\p{L}\p{N}][\s]*[([{]\s*(?:at|@|ät|chez|en)\s*[)\]}]\s*[\p{L}\p{N}]|\S\s+at\s+\S+(?:\.|\s+dot\s+)\p{L}{2,}/iu;

/** One address of letters, digits, `. _ + -` and nothing else: nine cells of ten. No punycode, whose flags cost. */
const PLAIN =
  /^[A-Za-z0-9_][A-Za-z0-9_+-]*(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,63}$/;
const LONG_LABEL = /[^.@]{64}/;
/** Without any of these there is no address in it. */
const ANY_AT = /[@\uff20\ufe6b]|%40|&(?:#0?64|#x40|commat);/iu;
/** Nor anything that was meant as one. */
const MAY_HOLD = new RegExp(`${ANY_AT.source}|\\b(?:at|chez|en)\\b|ät`, 'iu');

function plainly(cell: string): Extracted {
  const at = cell.indexOf('@');
  if (at > 64 || (cell.length - at > 64 && LONG_LABEL.test(cell.slice(at)))) {
    return { usable: [], unusable: 1, words: 0 };
  }
  const key = cell.toLowerCase();
  const address = key === cell ? cell : cell.slice(0, at) + key.slice(at);
  return { usable: [{ address, key, flags: [] }], unusable: 0, words: 0 };
}

/**
 * Finds every address in an address cell: several parted by `;`, `,`, white space or `|`, `Name <a@b>`, `mailto:`,
 * quotes and brackets around, trailing dots, wide and invisible characters, quoted local parts.
 * Whatever contains an `@` is either usable or counted as unusable: nothing falls between.
 */
export function extractAddresses(cell: string): Extracted {
  if (cell.length <= 254 && PLAIN.test(cell)) return plainly(cell);
  if (!MAY_HOLD.test(cell)) return { usable: [], unusable: 0, words: /[\p{L}\p{N}]/u.test(cell) ? 1 : 0 };
  const found: Extracted = { usable: [], unusable: 0, words: 0 };
  const seen = new Set<string>();
  const take = (candidate: string) => {
    const address = isDamaged(candidate) ? undefined : readAddress(candidate);
    if (!address) found.unusable++;
    else if (!seen.has(address.address)) {
      seen.add(address.address);
      found.usable.push(address);
    }
  };

  let text = decodeEscapes(cleanCell(cell));
  if (DISGUISED.test(text)) found.unusable++;
  if (text.includes('"@')) {
    text = text.replace(QUOTED_LOCAL_ADDRESS, (candidate) => {
      take(candidate.replace(/\.+$/, ''));
      return ' ';
    });
  }
  for (const token of text.replace(BEHIND_DOMAIN, '$1 ').split(SEPARATORS)) {
    if (token.includes('@')) take(bare(token));
    else if (/[\p{L}\p{N}]/u.test(token)) found.words++;
  }
  return found;
}

const isDamaged = (candidate: string): boolean =>
  !candidate.startsWith('"') && DAMAGED.test(candidate.slice(0, candidate.lastIndexOf('@')));

/** Python's `b'bob@example.com'`. */
const BYTES_LITERAL = /^b'(.+)'$/u;
/** `mailto:a@b.example?subject=x`, `a@b.example:a password`, `a@b.example/`: no domain goes on behind one of these. */
const TAIL = /(?<=@[^@]*)[:/?#&=][^@]*$/u;

function bare(token: string): string {
  const trimmed = token.replace(BYTES_LITERAL, '$1').replace(AROUND, '').replace(LABEL, '');
  return trimmed.replace(AROUND, '').replace(TAIL, '').replace(AROUND, '');
}

/** An address, recognisable for a person, anywhere in a text: an @ between something and something with a dot. */
const RECOGNISABLE = /[^\s@,;<>"()]["']?@["']?[^\s@.,;<>"()]+\.[^\s@.,;<>"()]/u;

/** Whether a cell holds an address or what was meant as one, however spelt. */
export function hintsAtAddress(cell: string): boolean {
  const { usable, unusable } = extractAddresses(cell);
  return usable.length + unusable > 0;
}

/** Whether a text that should hold no address holds one. */
export function holdsAddress(text: string): boolean {
  return ANY_AT.test(text) && RECOGNISABLE.test(decodeEscapes(cleanCell(text)));
}
