import { Fingerprint } from './fingerprint';
import { SeenTable } from './seen-table';

/** Between the parts of an exposure: a byte that UTF-8 never has. */
const PART = 0xff;

/** Knows which exposures and recipients a file has already shown, at 16 bytes a slot each. */
export class Dedupe {
  /** Where bytes to be looked up are put together; call `reserve` first. */
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
    this.fingerprint.of(this.scratch, 0, length);
    return this.exposuresSeen.add(this.fingerprint.words);
  }

  addExposure(company: string, group: string, address: string): boolean {
    let at = this.write(company, 0);
    this.scratch[at++] = PART;
    at = this.write(group, at);
    this.scratch[at++] = PART;
    return this.addExposureBytes(this.write(address, at));
  }

  /** Counts a recipient by a range of `scratch`, a dedupe key. */
  addRecipientBytes(from: number, to: number): void {
    this.fingerprint.of(this.scratch, from, to);
    this.recipientsSeen.add(this.fingerprint.words);
  }

  addRecipient(key: string): void {
    this.addRecipientBytes(0, this.write(key, 0));
  }

  /** Copies bytes into `scratch` and ends them with the part mark. */
  part(bytes: Uint8Array, from: number, to: number, at: number): number {
    const { scratch } = this;
    let end = at;
    for (let index = from; index < to; index++) scratch[end++] = bytes[index] as number;
    scratch[end++] = PART;
    return end;
  }

  /** Makes room for so many bytes, a part mark and the fingerprint's padding behind `at`. */
  reserve(at: number, bytes: number): void {
    if (at + bytes + 20 <= this.scratch.length) return;
    const larger = Buffer.alloc((at + bytes + 20) * 2);
    this.scratch.copy(larger, 0, 0, at);
    this.scratch = larger;
  }

  /** ASCII by hand: most cells are short, and a native call costs more than they do. */
  private write(text: string, from: number): number {
    this.reserve(from, text.length * 3);
    const { scratch } = this;
    let at = from;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return from + scratch.write(text, from, 'utf8');
      scratch[at++] = code;
    }
    return at;
  }
}
