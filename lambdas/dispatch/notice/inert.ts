/**
 * Values of a leaked file are input of an attacker's choosing. Before one is shown to anybody it is made inert:
 * one line of visible characters, of bounded length, that no mail program turns into a link.
 */

/** Controls, line and paragraph separators, bidirectional controls, zero-width and other invisible characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]+/gu;
const SPACES = /\s+/gu;
/** A dot that a mail program would read as part of a host name: between two characters of names. */
const LINKING_DOT = /(?<=[\p{L}\p{N}_-])[.\u3002\uFF0E\uFF61\u2024](?=[\p{L}\p{N}])/gu;
const SCHEME = /:(?=\/\/)/g;

/** Characters shown of one value; the rest of a longer one is a bug or an attack, and the register has it whole. */
export const MAX_LENGTH = 120;

/**
 * @example inert('Evil\r\nBcc: x@evil.example') // 'Evil Bcc: x@evil[.]example'
 */
export function inert(value: string): string {
  // Cut first: a value may be megabytes long, and no step below makes it longer by more than a constant.
  const visible = value
    .slice(0, 4 * MAX_LENGTH)
    .normalize('NFC')
    .replace(INVISIBLE, ' ')
    .replace(SPACES, ' ')
    .trim();
  return cut(visible).replace(LINKING_DOT, '[.]').replace(SCHEME, '[:]');
}

/** Whether `inert` has written a dot or colon differently, so that the notice can say why. */
export const hasBrokenLink = (shown: string): boolean => /\[[.:]\]/.test(shown);

/** By code points, so that no character is cut in half. */
function cut(value: string): string {
  if (value.length <= MAX_LENGTH) return value;
  const characters = [...value];
  if (characters.length <= MAX_LENGTH) return value;
  return `${characters.slice(0, MAX_LENGTH - 1).join('')}…`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and attribute values of HTML; everything beyond ASCII as a number, so that the part stays 7-bit. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/[^\t\n\r -~]/gu, (character) => `&#${character.codePointAt(0)};`);
}
