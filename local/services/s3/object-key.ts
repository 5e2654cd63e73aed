/** Object keys are untrusted: they order lists and are shown, but never become a path. */

/** S3 lists keys by their UTF-8 bytes; JavaScript compares UTF-16, which puts U+10000 and up before U+E000. */
export function byUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates behind the rest of the basic plane. */
const rank = (unit: number) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** As in lists with `encoding-type=url`: everything but unreserved characters and slashes. */
export const urlEncoded = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');

/** As in event messages: like a form, a space is a plus. */
export const formEncoded = (key: string): string => urlEncoded(key).replaceAll('%20', '+');
