/** Zero-width, soft hyphen, bidirectional controls, variation selectors, BOM: nobody sees them, they part equals. */
const RANGES =
  '\\u00ad|\\u034f|\\u061c|[\\u115f\\u1160]|[\\u17b4\\u17b5]|[\\u180b-\\u180f]|[\\u200b-\\u200f]|[\\u202a-\\u202e]|[\\u2060-\\u206f]|[\\ufe00-\\ufe0f]|\\ufeff|\\uffa0';
const INVISIBLE = new RegExp(RANGES, 'gu');
const ANY_INVISIBLE = new RegExp(RANGES, 'u');

/** Full-width and ideographic forms that stand for address punctuation on East Asian keyboards. */
const WIDE: Record<string, string> = {
  '\uff20': '@',
  '\ufe6b': '@',
  '\uff0e': '.',
  '\u3002': '.',
  '\uff61': '.',
  '\uff0c': ',',
  '\u3001': ',',
  '\uff1b': ';',
  '\uff1c': '<',
  '\uff1e': '>',
  '\uff1a': ':',
};
const ANY_WIDE = /[\uff20\ufe6b\uff0e\u3002\uff61\uff0c\u3001\uff1b\uff1c\uff1e\uff1a]/gu;
/** Full-width ASCII letters, digits and the rest, U+FF01 to U+FF5E. */
const FULL_WIDTH = /[\uff01-\uff5e]/gu;

/** Takes out what cannot be seen. */
export function stripInvisible(text: string): string {
  return ANY_INVISIBLE.test(text) ? text.replace(INVISIBLE, '') : text;
}

/**
 * A cell made ready for finding addresses: invisible characters gone, every white space a plain one, wide
 * forms as ASCII, composed (NFC).
 *
 * @example cleanCell('bob\u200b＠ｅxample．com') // 'bob@example.com'
 */
export function cleanCell(text: string): string {
  return stripInvisible(text)
    .replace(ANY_WIDE, (wide) => WIDE[wide] as string)
    .replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u0085]+/gu, ' ')
    .normalize('NFC');
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
};
const ENTITY = /&(?:#(\d{2,3})|#x([0-9a-f]{2})|(amp|lt|gt|quot|apos|nbsp|commat));/giu;
const ESCAPED = /%([2-7][0-9a-f])/giu;
/** How Entra ID writes a guest's own address: `bob_example.com#EXT#@tenant.example`. */
const GUEST = /_([^_\s@]+)#EXT#@[^\s@;,]+/giu;

/**
 * Undoes what the way through a web page or a directory leaves in an address cell: `r&amp;d@example.com`,
 * `mailto:bob%40example.com`, `bob_example.com#EXT#@tenant.example`.
 *
 * @example decodeEscapes('bob&#64;example.com') // 'bob@example.com'
 */
export function decodeEscapes(text: string): string {
  const char = (code: number) => (code > 0x1f && code < 0x7f ? String.fromCharCode(code) : ' ');
  const plain = text.includes('&')
    ? text.replace(ENTITY, (_, decimal?: string, hex?: string, name?: string) =>
        name
          ? (ENTITIES[name.toLowerCase()] as string)
          : char(decimal ? Number(decimal) : Number(`0x${hex}`)),
      )
    : text;
  const own = plain.includes('#EXT#') ? plain.replace(GUEST, '@$1') : plain;
  // Elsewhere a percent sign is just that.
  if (!/%40|mailto:/iu.test(own)) return own;
  return own.replace(ESCAPED, (_, hex: string) => char(Number(`0x${hex}`)));
}

/** A company or group as spelt, without white space and invisible characters around it. */
export function trimCell(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  // Nearly every cell is clean ASCII at both ends: no regular expression for those.
  if (first > 0x20 && first < 0x7f && last > 0x20 && last < 0x7f) return text;
  return text.replace(EDGES, '');
}
const EDGES = new RegExp(`^(?:[\\s\\u0085]|${RANGES})+|(?:[\\s\\u0085]|${RANGES})+$`, 'gu');
