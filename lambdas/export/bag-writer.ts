import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import {
  BAGIT,
  type BagFile,
  bagInfoText,
  MANIFEST,
  manifestText,
  PUBLIC_KEY,
  README,
  SIGNATURE,
  TAG_MANIFEST,
  VERIFIER,
} from '../domain/evidence/bag';

export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** What goes beside the payload. */
export interface Tags {
  info: [label: string, value: string][];
  readme: string;
  verifier: string;
  publicKey: string;
  /** Signs the bytes of the tag manifest: ECDSA P-256 with SHA-256, DER. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/**
 * Writes one signed bag as a ZIP stream, entry after entry, hashing on the way; memory holds one chunk. For the
 * same content the bytes are the same, but for the signature: ECDSA takes a random number each time.
 */
export class BagWriter {
  private readonly zip = new ZipFile();
  private readonly payload: BagFile[] = [];
  /** Read this while entries are added: nothing moves before somebody reads. */
  readonly output: Readable;

  /**
   * @param folder the bag's folder inside the ZIP (RFC 8493 wants exactly one).
   * @param mtime of every entry: the cut, so that it does not tell when the pack was built.
   * @param large allows entries beyond 4 GB (ZIP64), which some old unpackers cannot read.
   */
  constructor(
    private readonly folder: string,
    private readonly mtime: Date,
    private readonly large = false,
  ) {
    this.output = Readable.from(this.zip.outputStream as unknown as AsyncIterable<Uint8Array>, {
      objectMode: false,
    });
  }

  /** Adds one payload file below `data/` and resolves when its last byte was taken. */
  async add(name: string, content: Chunks | string | Uint8Array): Promise<BagFile> {
    const file = await this.write(`data/${name}`, content);
    this.payload.push(file);
    return file;
  }

  /** Writes the tag files and the signature, and closes the ZIP. */
  async finish(tags: Tags): Promise<void> {
    const texts: [string, string][] = [
      [README, tags.readme],
      ['bag-info.txt', bagInfoText(this.folder, tags.info, this.payload)],
      ['bagit.txt', BAGIT],
      [MANIFEST, manifestText(this.payload)],
      [PUBLIC_KEY, tags.publicKey],
      [VERIFIER, tags.verifier],
    ];
    const files: BagFile[] = [];
    for (const [name, text] of texts) files.push(await this.write(name, text));
    const tagManifest = Buffer.from(manifestText(files));
    await this.write(TAG_MANIFEST, tagManifest);
    await this.write(SIGNATURE, await tags.sign(tagManifest));
    this.zip.end();
  }

  /** Ends the output with an error, so that whoever uploads it gives up too. */
  abort(error: Error): void {
    this.output.destroy(error);
  }

  private write(path: string, content: Chunks | string | Uint8Array): Promise<BagFile> {
    const hash = createHash('sha256');
    let bytes = 0;
    const whole = typeof content === 'string' || content instanceof Uint8Array;
    return new Promise((resolve, reject) => {
      async function* hashed() {
        for await (const chunk of whole ? [content] : content) {
          const data = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
          hash.update(data);
          bytes += data.length;
          if (data.length > 0) yield data;
        }
      }
      const source = Readable.from(hashed(), { objectMode: false });
      source.on('error', reject);
      source.on('end', () => resolve({ path, sha256: hash.digest('hex'), bytes }));
      this.zip.addReadStream(source, `${this.folder}/${path}`, {
        mtime: this.mtime,
        mode: 0o100644,
        forceDosTimestamp: true,
        forceZip64Format: this.large && !whole,
      });
    });
  }
}
