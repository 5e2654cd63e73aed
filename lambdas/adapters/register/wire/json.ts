/** DynamoDB's JSON: binary members are base64 text under `B`. */

/** The body of a call. */
export function toWire(input: object): string {
  return JSON.stringify(input, encode);
}

function encode(this: Record<string, unknown>, name: string, value: unknown): unknown {
  // A Buffer has become a plain object by the time it is passed, so the member itself is looked at.
  const member = this[name];
  return member instanceof Uint8Array ? Buffer.from(member).toString('base64') : value;
}

/** The answer, with binary members as bytes again; nearly all answers have none. */
export function fromWire(text: string): Record<string, unknown> {
  if (text === '') return {};
  return text.includes('"B":') ? JSON.parse(text, decode) : JSON.parse(text);
}

function decode(name: string, value: unknown): unknown {
  return name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
}
