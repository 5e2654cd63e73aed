/**
 * Writes text as UTF-8 and returns the offset behind it. ASCII by hand, because a native call costs more than most
 * cells are long. The caller has made room: three bytes for each UTF-16 unit are always enough.
 */
export function writeUtf8(bytes: Buffer, text: string, from: number): number {
  let at = from;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return from + bytes.write(text, from, 'utf8');
    bytes[at++] = code;
  }
  return at;
}
