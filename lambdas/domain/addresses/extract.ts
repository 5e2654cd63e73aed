import { type Address, readAddress } from './address';
import { cleanCell } from './clean';

/** What a cell holds: addresses that can be used, and how many things that look like one but cannot. */
export interface Extracted {
  usable: Address[];
  unusable: number;
  /** Words that are neither, nor the name in front of an `<address>`. */
  words: number;
}

const QUOTED_LOCAL_ADDRESS = /"(?:[^"\\]|\\.)+"@[^\s;,<>"()]+/gu;
const SEPARATORS = /[\s;,|<>()[\]]+/u;
/** Around an address, never part of it. A leading apostrophe is legal in a local part and yet never meant. */
const AROUND = /^[\s"'`´‘’‚‛“”„«»‹›.:{}*~\\]+|[\s"'`´‘’‚‛“”„«»‹›.:{}*~!?\\]+$/gu;
const LABEL = /^(?:mailto|e-?mail|smtp|sip|to|user(?:name)?|login|address)[:=]+/iu;
/** `bob (at) example.com`, `bob[at]example.com`, `bob at example dot com`: written so that machines miss it. */
const DISGUISED =
  /[\p{L}\p{N}][\s]*[([{]\s*(?:at|@|ät|chez|en)\s*[)\]}]\s*[\p{L}\p{N}]|\S\s+at\s+\S+(?:\.|\s+dot\s+)\p{L}{2,}/iu;

/** One address of letters, digits, `. _ + -` and nothing else: nine cells of ten. No punycode, whose flags cost. */
const PLAIN = /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,63}$/;
const LONG_LABEL = /[^.@]{64}/;
/** Without any of these there is no address in it, nor anything that was meant as one. */
const MAY_HOLD = /[@\uff20\ufe6b]|\b(?:at|chez|en)\b|ät/iu;

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
    const address = readAddress(candidate);
    if (!address) found.unusable++;
    else if (!seen.has(address.address)) {
      seen.add(address.address);
      found.usable.push(address);
    }
  };

  let text = cleanCell(cell);
  if (DISGUISED.test(text)) found.unusable++;
  if (text.includes('"@')) {
    text = text.replace(QUOTED_LOCAL_ADDRESS, (candidate) => {
      take(candidate.replace(/\.+$/, ''));
      return ' ';
    });
  }
  for (const token of text.split(SEPARATORS)) {
    if (token.includes('@')) take(bare(token));
    else if (/[\p{L}\p{N}]/u.test(token)) found.words++;
  }
  return found;
}

function bare(token: string): string {
  const trimmed = token.replace(AROUND, '').replace(LABEL, '').replace(AROUND, '');
  // `mailto:a@b.example?subject=x`; a question mark in a local part stands before the @.
  const query = trimmed.indexOf('?', trimmed.lastIndexOf('@'));
  return (query === -1 ? trimmed : trimmed.slice(0, query)).replace(AROUND, '');
}

/** An address, recognisable for a person, anywhere in a text: an @ between something and something with a dot. */
const RECOGNISABLE = /[^\s@,;<>"()]["']?@["']?[^\s@.,;<>"()]+\.[^\s@.,;<>"()]/u;

/** Whether a text that should hold no address holds one. */
export function holdsAddress(text: string): boolean {
  if (!/[@\uff20\ufe6b]/u.test(text)) return false;
  return RECOGNISABLE.test(cleanCell(text));
}
