import { Fingerprint } from './fingerprint';
import { SeenTable } from './seen-table';

/** Between the parts of an exposure: a byte that UTF-8 never has. */
const PART = 0xff;

/** Knows which exposures and recipients a file has already shown, at 16 bytes a slot each. */
export class Dedupe {
  /** Where an exposure's bytes are put together; has room for 16 more than its length says. */
  scratch = Buffer.alloc(8 * 1024);
  private readonly fingerprint: Fingerprint;
  private readonly exposuresSeen = new SeenTable();
  private readonly recipientsSeen = new SeenTable();

  /** @param key 16 random bytes. */
  constructor(key: Uint8Array) {
    this.fingerprint = new Fingerprint(key);
  }

  get exposures(): number {
    return this.exposuresSeen.size;
  }

  get recipients(): number {
    return this.recipientsSeen.size;
  }

  /** Whether the first `length` bytes of `scratch`, an exposure, are new. */
  addExposureBytes(length: number): boolean {
    this.fingerprint.of(this.scratch, length);
    return this.exposuresSeen.add(this.fingerprint.words);
  }

  addExposure(company: string, group: string, address: string): boolean {
    let at = this.write(company, 0);
    this.scratch[at++] = PART;
    at = this.write(group, at);
    this.scratch[at++] = PART;
    return this.addExposureBytes(this.write(address, at));
  }

  /** Counts a recipient by its dedupe key. */
  addRecipient(key: string): boolean {
    this.fingerprint.of(this.scratch, this.write(key, 0));
    return this.recipientsSeen.add(this.fingerprint.words);
  }

  /** Copies bytes into `scratch` and ends them with the part mark; the caller has made sure of the room. */
  part(bytes: Uint8Array, from: number, to: number, at: number): number {
    const { scratch } = this;
    for (let index = from; index < to; index++) scratch[at++] = bytes[index] as number;
    scratch[at++] = PART;
    return at;
  }

  /** Makes room for so many bytes, a part mark and the fingerprint's padding behind `at`. */
  reserve(at: number, bytes: number): void {
    if (at + bytes + 20 <= this.scratch.length) return;
    const larger = Buffer.alloc((at + bytes + 20) * 2);
    this.scratch.copy(larger, 0, 0, at);
    this.scratch = larger;
  }

  private write(text: string, at: number): number {
    this.reserve(at, text.length * 3);
    return at + this.scratch.write(text, at, 'utf8');
  }
}
