import { Fingerprint, scratchOf } from './fingerprint';
import { SeenTable, WORDS } from './seen-table';
import { writeUtf8 } from './write-utf8';

/** Between the parts of an exposure: a byte that UTF-8 never has. */
const PART = 0xff;
/** So many entries take 0.9 GB: half of the function's memory. */
const MOST_ENTRIES = 20_000_000;

/** A share of all recipients, chosen by fingerprint: `index` of `of` shares. */
export interface Share {
  index: number;
  of: number;
}
export const ALL: Share = { index: 0, of: 1 };

export interface DedupeOptions {
  /** Whose recipients count; all others are passed over as if they were known. */
  share?: Share;
  most?: number;
  /** Size of the file, if known: room is made for a list of that size (and not touched until needed). */
  bytes?: number;
}

/** A recipient's fingerprint and its exposure's. */
const ENTRY = 2 * WORDS;
/** Rows put off at most: their slots fit into the nearest cache. */
export const PUT_OFF = 256;

/** What a row of a list of admins takes, about. */
const ROW_BYTES = 55;

/** There are more recipients than fit: read the file again in more passes, each for a smaller share of them. */
export class TooManyEntries extends Error {
  override name = 'TooManyEntries';
}

/**
 * Knows which exposures and recipients a file has already shown. A recipient's slot holds the fingerprint of its first
 * exposure too: nine recipients of ten have no other, so most rows cost one look into memory.
 */
export class Dedupe {
  /** Where a recipient's dedupe key is put together; at most 254 bytes where it is done by hand. */
  key = scratchOf(1024);
  /** Where an exposure's company, group and spelling are put together; call `reserve` first. */
  names = scratchOf(8 * 1024);
  private readonly fingerprint: Fingerprint;
  private readonly recipient = new Int32Array(4);
  private readonly exposure = new Int32Array(4);
  /** Fingerprints of rows put off, and behind them those of the row at hand. */
  private readonly words = new Int32Array((PUT_OFF + 1) * ENTRY);
  private putOff = 0;
  private touched = 0;
  private readonly recipientsSeen: SeenTable;
  /** Exposures beyond the first of their recipient. */
  private readonly furtherSeen = new SeenTable(false);

  private readonly share: Share;
  private readonly most: number;

  /** @param key 16 random bytes. */
  constructor(key: Uint8Array, { share = ALL, most = MOST_ENTRIES, bytes = 0 }: DedupeOptions = {}) {
    this.fingerprint = new Fingerprint(key);
    this.share = share;
    this.most = most;
    this.recipientsSeen = new SeenTable(true, Math.min(most, bytes / ROW_BYTES / share.of));
  }

  get exposures(): number {
    return this.recipientsSeen.size + this.furtherSeen.size;
  }

  get recipients(): number {
    return this.recipientsSeen.size;
  }

  /** Whether (company, group, address) is new. The address counts only where it is spelt other than its key. */
  add(company: string, group: string, address: string, key: string): boolean {
    let at = this.writeName(company, 0);
    at = this.writeName(group, at);
    if (address !== key) at = this.writeName(address, at);
    if (key.length * 3 > 1024) this.key = scratchOf(key.length * 3);
    if (!this.fingerprints(writeUtf8(this.key.bytes, key, 0), at, PUT_OFF * ENTRY)) return false;
    return this.addEntry(PUT_OFF * ENTRY);
  }

  /**
   * As `add`, by the first bytes of `key` and `names`, but put off until `resolve`: so the memory is asked for many
   * rows at once. Call `resolve` when it answers that there is no more room.
   */
  defer(keyLength: number, namesLength: number): 'room' | 'full' | 'passed over' {
    if (!this.fingerprints(keyLength, namesLength, this.putOff * ENTRY)) return 'passed over';
    return ++this.putOff < PUT_OFF ? 'room' : 'full';
  }

  /** Tells of each row put off, in order, whether it was new. */
  resolve(tell: (index: number, isNew: boolean) => void): void {
    const entries = this.putOff;
    this.putOff = 0;
    for (let entry = 0; entry < entries; entry++) {
      // Kept, or the compiler would leave the loop out.
      this.touched ^= this.recipientsSeen.touch(this.words, entry * ENTRY);
    }
    for (let entry = 0; entry < entries; entry++) tell(entry, this.addEntry(entry * ENTRY));
  }

  /** Both fingerprints into `words`; false where the recipient is in another share. */
  private fingerprints(keyLength: number, namesLength: number, to: number): boolean {
    const { recipient, exposure, words, share } = this;
    this.fingerprint.of(this.key, keyLength, recipient);
    if (share.of > 1 && ((recipient[3] as number) >>> 0) % share.of !== share.index) return false;
    this.fingerprint.of(this.names, namesLength, exposure, recipient);
    for (let word = 0; word < WORDS; word++) {
      words[to + word] = recipient[word] as number;
      words[to + WORDS + word] = exposure[word] as number;
    }
    return true;
  }

  private addEntry(from: number): boolean {
    const { recipientsSeen, furtherSeen, words } = this;
    if (this.exposures >= this.most) throw new TooManyEntries('more recipients than fit into memory');
    if (recipientsSeen.add(words, from)) return true;
    return !recipientsSeen.foundWith(words, from + WORDS) && furtherSeen.add(words, from + WORDS);
  }

  /** Copies bytes into `names` and ends them with the part mark. */
  part(bytes: Uint8Array, from: number, to: number, at: number): number {
    const names = this.names.bytes;
    let end = at;
    for (let index = from; index < to; index++) names[end++] = bytes[index] as number;
    names[end++] = PART;
    return end;
  }

  /** Makes room in `names` for so many bytes and a part mark behind `at`. */
  reserve(at: number, bytes: number): void {
    if (at + bytes + 1 <= this.names.bytes.length - 32) return;
    const larger = scratchOf((at + bytes) * 2);
    this.names.bytes.copy(larger.bytes, 0, 0, at);
    this.names = larger;
  }

  private writeName(text: string, at: number): number {
    this.reserve(at, text.length * 3);
    const end = writeUtf8(this.names.bytes, text, at);
    this.names.bytes[end] = PART;
    return end + 1;
  }
}
