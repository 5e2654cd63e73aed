const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A bare CR would come back as LF from every XML parser.
  '\r': '&#13;',
};

/** One element; its content is XML already. */
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** One element with text. */
export const textElement = (name: string, text: unknown): string =>
  element(
    name,
    String(text).replace(/[&<>"\r]/g, (character) => ESCAPES[character]!),
  );
