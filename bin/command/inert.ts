/**
 * What could act on a terminal or deceive a reader instead of being read: control characters and with them every
 * escape sequence, bidirectional and invisible ones, line separators, code points that mean nothing.
 */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * Text from a file or from anybody else, made safe to print on one line.
 *
 * @example inert('a\u001b[31m') // 'a\\u{1b}[31m'
 */
export function inert(text: string): string {
  return text.replace(HOSTILE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** JSON that parses to the same value and holds no hostile character either. */
export function inertJson(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, 2).replace(HOSTILE, (character) =>
    character === '\n' ? character : character.split('').map(escaped).join(''),
  );
}
