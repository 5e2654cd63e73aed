import { createHash, createPublicKey, verify as verifyWithNode } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  type KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { ACCOUNT, REGION, ROOT_MAY_DELEGATE, Stand } from '../s3/stand';

let stand: Stand;
let kms: KMSClient;
let dataKey: string;
let signingKey: string;

async function declareKeys(): Promise<void> {
  dataKey = await stand.create('AWS::KMS::Key', 'Data', { KeyPolicy: ROOT_MAY_DELEGATE });
  signingKey = await stand.create('AWS::KMS::Key', 'Signing', {
    KeyPolicy: ROOT_MAY_DELEGATE,
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
  });
  await stand.create('AWS::KMS::Alias', 'Alias', { AliasName: 'alias/evidence', TargetKeyId: signingKey });
  kms = stand.keys();
}

beforeEach(async () => {
  stand = await Stand.open();
  await declareKeys();
});
afterEach(() => stand.discard());

const digest = createHash('sha256').update('the evidence').digest();
const signed = (message: Uint8Array, MessageType: 'DIGEST' | 'RAW', KeyId = signingKey) =>
  kms.send(new SignCommand({ KeyId, Message: message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' }));

async function checksWithNode(message: string, signature: Uint8Array): Promise<boolean> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: signingKey }));
  const key = createPublicKey({ key: Buffer.from(PublicKey!), format: 'der', type: 'spki' });
  return verifyWithNode('sha256', Buffer.from(message), key, signature);
}

test('anybody with the public key can check a signature, over a digest or a raw message', async () => {
  const overDigest = await signed(digest, 'DIGEST');
  const overMessage = await signed(Buffer.from('the evidence'), 'RAW', 'alias/evidence');
  expect(await checksWithNode('the evidence', overDigest.Signature!)).toBe(true);
  expect(await checksWithNode('the evidence', overMessage.Signature!)).toBe(true);
  expect(await checksWithNode('the evidencf', overDigest.Signature!)).toBe(false);
});

test('Verify accepts what was signed and refuses anything else', async () => {
  const { Signature } = await signed(digest, 'DIGEST');
  const verify = (Message: Uint8Array) =>
    kms.send(
      new VerifyCommand({
        KeyId: signingKey,
        Message,
        MessageType: 'DIGEST',
        Signature,
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
  expect((await verify(digest)).SignatureValid).toBe(true);
  await expect(verify(Buffer.alloc(32))).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
});

test('a signature made before a restart is checked after it, with the same key', async () => {
  const { Signature } = await signed(digest, 'DIGEST');
  const before = signingKey;
  stand = await stand.reopen();
  await declareKeys();
  expect(signingKey).toBe(before);
  expect(await checksWithNode('the evidence', Signature!)).toBe(true);
});

test('secrets lie in a file that only its owner may read', () => {
  const path = join(stand.folder, 'kms', 'keys.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toHaveLength(2);
});

test('ciphertext opens under its own context only', async () => {
  const context = { incident: 'one' };
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId: dataKey, Plaintext: Buffer.from('text'), EncryptionContext: context }),
  );
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
  expect(Buffer.from(opened.Plaintext!).toString()).toBe('text');
  await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });
});

test('a data key comes in clear and sealed, both the same', async () => {
  const made = await kms.send(new GenerateDataKeyCommand({ KeyId: dataKey, KeySpec: 'AES_256' }));
  expect(made.Plaintext).toHaveLength(32);
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
  expect(Buffer.from(opened.Plaintext!)).toEqual(Buffer.from(made.Plaintext!));
});

test('a key is described, and found by alias', async () => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/evidence' }));
  expect(KeyMetadata).toMatchObject({ KeyId: signingKey, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const { Aliases } = await kms.send(new ListAliasesCommand({}));
  expect(Aliases).toMatchObject([{ AliasName: 'alias/evidence', TargetKeyId: signingKey }]);
});

test('a role without the grant may not sign, nor one whose key policy does not let IAM decide', async () => {
  stand.principal('reader', [{ Effect: 'Allow', Action: 'kms:GetPublicKey', Resource: '*' }]);
  kms = stand.keys('reader');
  await expect(signed(digest, 'DIGEST')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('kms:Sign'),
  });
  await stand.create('AWS::KMS::Key', 'Signing', {
    KeyPolicy: { Statement: [] },
    KeySpec: 'ECC_NIST_P256',
    KeyUsage: 'SIGN_VERIFY',
  });
  kms = stand.keys();
  await expect(signed(digest, 'DIGEST')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a grant for use through one service holds for that service only', async () => {
  const through = `dynamodb.${REGION}.amazonaws.com`;
  const principal = {
    type: 'role' as const,
    arn: `arn:aws:iam::${ACCOUNT}:role/reader`,
    policies: [
      {
        name: 'key',
        document: {
          Statement: {
            Effect: 'Allow' as const,
            Action: 'kms:Decrypt',
            Resource: '*',
            Condition: { StringEquals: { 'kms:ViaService': through } },
          },
        },
      },
    ],
  };
  const use = (viaService: string) => () =>
    stand.kms.keys.authorizeUse({ principal, keyId: dataKey, action: 'kms:Decrypt', viaService });
  expect(use(through)).not.toThrow();
  expect(use(`s3.${REGION}.amazonaws.com`)).toThrow('kms:Decrypt');
});

test('the wrong kind of key, an unknown key and an unknown operation are refused by name', async () => {
  await expect(signed(digest, 'DIGEST', dataKey)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  await expect(signed(digest, 'DIGEST', 'alias/none')).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(kms.send(new ScheduleKeyDeletionCommand({ KeyId: dataKey }))).rejects.toMatchObject({
    name: 'NotImplemented',
  });
});
