import { createHash, createHmac } from 'node:crypto';

export interface SigningIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface SigningScope {
  region: string;
  service: string;
}

/**
 * Signature Version 4 of a POST to `/` without a query, which is every call of DynamoDB's JSON protocol. The general
 * signer spends most of its time on what such a call has not: query, path encoding, header folding.
 */
export class PostSigner {
  private key: { name: string; bytes: Buffer } | undefined;

  constructor(private readonly scope: SigningScope) {}

  /** @returns the headers to send, those given and what the signature adds. */
  sign(
    identity: SigningIdentity,
    host: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    now: Date,
  ): Record<string, string> {
    const at = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const date = at.slice(0, 8);
    const scope = `${date}/${this.scope.region}/${this.scope.service}/aws4_request`;
    const signed: Record<string, string> = { ...headers, host, 'x-amz-date': at };
    if (identity.sessionToken) signed['x-amz-security-token'] = identity.sessionToken;
    const names = Object.keys(signed).sort();
    const canonical = [
      'POST',
      '/',
      '',
      ...names.map((name) => `${name}:${signed[name]}`),
      '',
      names.join(';'),
      sha256(body),
    ].join('\n');
    const toSign = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical)}`;
    const signature = hmac(this.keyFor(identity, date), toSign).toString('hex');
    signed.authorization = `AWS4-HMAC-SHA256 Credential=${identity.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return signed;
  }

  /** One key a day and identity; deriving it takes four MACs. */
  private keyFor(identity: SigningIdentity, date: string): Buffer {
    const name = `${date} ${identity.accessKeyId} ${identity.secretAccessKey}`;
    if (this.key?.name !== name) {
      const { region, service } = this.scope;
      const bytes = [region, service, 'aws4_request'].reduce(
        (key, part) => hmac(key, part),
        hmac(Buffer.from(`AWS4${identity.secretAccessKey}`), date),
      );
      this.key = { name, bytes };
    }
    return this.key.bytes;
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
