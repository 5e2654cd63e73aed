import { randomBytes } from 'node:crypto';
import { ServiceError } from '../../gateway/errors';
import { type EncryptionContext, keyIdOf, open, seal } from './envelope';
import { publicKeyOf } from './key-material';
import type { Key, KeyRing } from './key-ring';
import { digestOf, isSignatureOf, SIGNING_ALGORITHM, signDigest } from './signing';

export type Request = Record<string, unknown>;

/** One operation: which key it is about, what key usage it needs, and what it does. */
export interface Operation {
  usage?: Key['usage'];
  key(request: Request, ring: KeyRing): Key;
  run(request: Request, key: Key): Record<string, unknown>;
}

const MAX_PLAINTEXT = 4096;
const DATA_KEY_BYTES: Record<string, number> = { AES_256: 32, AES_128: 16 };

const named = (request: Request, ring: KeyRing) => ring.find(text(request, 'KeyId'));

const sign: Operation = {
  usage: 'SIGN_VERIFY',
  key: named,
  run(request, key) {
    const digest = digestOf(blob(request, 'Message'), messageType(request));
    const signature = signDigest(key.material, digest).toString('base64');
    return { KeyId: key.arn, Signature: signature, SigningAlgorithm: algorithm(request) };
  },
};

const verify: Operation = {
  usage: 'SIGN_VERIFY',
  key: named,
  run(request, key) {
    const digest = digestOf(blob(request, 'Message'), messageType(request));
    if (!isSignatureOf(key.material, digest, blob(request, 'Signature'))) {
      throw new ServiceError('KMSInvalidSignatureException', 'The signature does not fit message and key.');
    }
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm(request) };
  },
};

const getPublicKey: Operation = {
  usage: 'SIGN_VERIFY',
  key: named,
  run: (_request, key) => ({
    KeyId: key.arn,
    PublicKey: publicKeyOf(key.material).toString('base64'),
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyUsage: key.usage,
    SigningAlgorithms: [SIGNING_ALGORITHM],
  }),
};

const describeKey: Operation = {
  key: named,
  run: (_request, key) => ({
    KeyMetadata: {
      AWSAccountId: key.arn.split(':')[4],
      KeyId: key.id,
      Arn: key.arn,
      CreationDate: key.createdAt / 1000,
      Description: key.description,
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
      Origin: 'AWS_KMS',
      MultiRegion: false,
      KeyUsage: key.usage,
      KeySpec: key.spec,
      CustomerMasterKeySpec: key.spec,
      ...(key.usage === 'SIGN_VERIFY'
        ? { SigningAlgorithms: [SIGNING_ALGORITHM] }
        : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
    },
  }),
};

const encrypt: Operation = {
  usage: 'ENCRYPT_DECRYPT',
  key: named,
  run(request, key) {
    const plaintext = blob(request, 'Plaintext');
    if (plaintext.length === 0 || plaintext.length > MAX_PLAINTEXT) {
      throw invalid(`Value at 'plaintext' failed to satisfy constraint: 1 to ${MAX_PLAINTEXT} bytes`);
    }
    const sealed = seal(key, plaintext, encryptionContext(request));
    return {
      CiphertextBlob: sealed.toString('base64'),
      KeyId: key.arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  },
};

const decrypt: Operation = {
  usage: 'ENCRYPT_DECRYPT',
  key(request, ring) {
    const key = ring.find(keyIdOf(blob(request, 'CiphertextBlob')));
    if (request.KeyId !== undefined && named(request, ring) !== key) {
      throw new ServiceError('IncorrectKeyException', 'The ciphertext was made with another key.');
    }
    return key;
  },
  run(request, key) {
    const plaintext = open(key, blob(request, 'CiphertextBlob'), encryptionContext(request));
    return {
      KeyId: key.arn,
      Plaintext: plaintext.toString('base64'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  },
};

const generateDataKey: Operation = {
  usage: 'ENCRYPT_DECRYPT',
  key: named,
  run(request, key) {
    const bytes = DATA_KEY_BYTES[String(request.KeySpec)] ?? Number(request.NumberOfBytes);
    if (!Number.isInteger(bytes) || bytes < 1 || bytes > 1024)
      throw invalid('Give KeySpec or NumberOfBytes.');
    const plaintext = randomBytes(bytes);
    const sealed = seal(key, plaintext, encryptionContext(request));
    return {
      CiphertextBlob: sealed.toString('base64'),
      Plaintext: plaintext.toString('base64'),
      KeyId: key.arn,
    };
  },
};

/** Every operation on one key, by its name; the IAM action is `kms:` and the same name. */
export const operations: Record<string, Operation> = {
  Sign: sign,
  Verify: verify,
  GetPublicKey: getPublicKey,
  DescribeKey: describeKey,
  Encrypt: encrypt,
  Decrypt: decrypt,
  GenerateDataKey: generateDataKey,
};

export const encryptionContext = (request: Request) => (request.EncryptionContext ?? {}) as EncryptionContext;
const messageType = (request: Request) => String(request.MessageType ?? 'RAW');

function algorithm(request: Request): string {
  if (request.SigningAlgorithm !== SIGNING_ALGORITHM) {
    throw invalid(`Algorithm ${request.SigningAlgorithm} is incompatible with key spec ECC_NIST_P256.`);
  }
  return SIGNING_ALGORITHM;
}

function text(request: Request, member: string): string {
  const value = request[member];
  if (typeof value !== 'string' || value === '') throw invalid(`Value null at '${member}': must not be null`);
  return value;
}

const blob = (request: Request, member: string) => Buffer.from(text(request, member), 'base64');
const invalid = (message: string) => new ServiceError('ValidationException', message);
