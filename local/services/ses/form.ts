import type { Readable } from 'node:stream';
import { readBody } from '../../gateway/body';
import { invalid, missing } from './errors';

/** 10 MB of message in base64 is 14 MB; percent-encoding and the other fields on top of it. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A Query request's parameters: `Action`, `Tags.member.1.Name`, ... */
export class Form {
  private readonly fields = new Map<string, string>();

  constructor(body: string) {
    for (const pair of body.split('&')) {
      const cut = pair.indexOf('=');
      if (cut > 0) this.fields.set(pair.slice(0, cut), decode(pair.slice(cut + 1)));
    }
  }

  get(name: string): string | undefined {
    return this.fields.get(name);
  }

  required(name: string): string {
    const value = this.get(name);
    if (!value) throw missing(name);
    return value;
  }

  flag(name: string): boolean {
    return this.get(name)?.toLowerCase() === 'true';
  }

  /** `prefix.member.1`, `prefix.member.2`, ... */
  list(prefix: string): string[] {
    const values: string[] = [];
    for (let n = 1; ; n++) {
      const value = this.get(`${prefix}.member.${n}`);
      if (value === undefined) return values;
      values.push(value);
    }
  }

  /** `Tags.member.N.Name` and `.Value`. */
  tags(prefix: string): [name: string, value: string][] {
    const tags: [string, string][] = [];
    for (let n = 1; ; n++) {
      const name = this.get(`${prefix}.member.${n}.Name`);
      if (name === undefined) return tags;
      tags.push([name, this.get(`${prefix}.member.${n}.Value`) ?? '']);
    }
  }
}

/**
 * Base64 has only three characters that are percent-encoded: replacing those is several times cheaper than
 * decodeURIComponent over a whole message.
 */
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  const base64 = spaced.replace(/%2B/gi, '+').replace(/%2F/gi, '/').replace(/%3D/gi, '=');
  if (!base64.includes('%')) return base64;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw invalid('The request body is not valid form encoding');
  }
}

/** Reads the form-encoded body. */
export async function readForm(body: Readable): Promise<Form> {
  return new Form((await readBody(body, MAX_BODY_BYTES)).toString('latin1'));
}
