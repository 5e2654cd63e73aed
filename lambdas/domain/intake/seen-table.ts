const SUBTABLES = 256;
const FIRST_SLOTS = 32;

/**
 * A set of 128-bit fingerprints in typed arrays: 16 bytes a slot, 21 to 43 bytes an entry. Neither Map nor Set can
 * do this: both throw at 16,777,216 entries and cost hundreds of bytes each. 256 open-addressed subtables by the
 * first byte grow one by one, so growing never needs the whole table twice.
 */
export class SeenTable {
  private readonly slots: Uint32Array[] = [];
  private readonly used = new Uint32Array(SUBTABLES);
  private entries = 0;

  constructor() {
    for (let i = 0; i < SUBTABLES; i++) this.slots.push(new Uint32Array(FIRST_SLOTS * 4));
  }

  get size(): number {
    return this.entries;
  }

  /** @returns whether the fingerprint was new. */
  add(words: Uint32Array): boolean {
    const sub = (words[0] as number) & (SUBTABLES - 1);
    const slots = this.slots[sub] as Uint32Array;
    const at = find(slots, words);
    if (slots[at] !== 0) return false;
    put(slots, at, words);
    this.entries++;
    const used = (this.used[sub] as number) + 1;
    this.used[sub] = used;
    // Three quarters full: probes stay short.
    if (used * 4 >= (slots.length >>> 2) * 3) this.slots[sub] = grown(slots);
    return true;
  }
}

/** An empty slot has a first word of 0, so a fingerprint's own 0 is stored as 1: a bit less of 128. */
const head = (words: Uint32Array) => (words[0] as number) || 1;

/** Where the fingerprint stands, or the empty slot where it belongs. */
function find(slots: Uint32Array, words: Uint32Array): number {
  const mask = slots.length - 1;
  const first = head(words);
  let at = ((words[1] as number) << 2) & mask;
  while (slots[at] !== 0) {
    if (
      slots[at] === first &&
      slots[at + 1] === words[1] &&
      slots[at + 2] === words[2] &&
      slots[at + 3] === words[3]
    ) {
      return at;
    }
    at = (at + 4) & mask;
  }
  return at;
}

function put(slots: Uint32Array, at: number, words: Uint32Array): void {
  slots[at] = head(words);
  slots[at + 1] = words[1] as number;
  slots[at + 2] = words[2] as number;
  slots[at + 3] = words[3] as number;
}

function grown(slots: Uint32Array): Uint32Array {
  const larger = new Uint32Array(slots.length * 2);
  const words = new Uint32Array(4);
  for (let at = 0; at < slots.length; at += 4) {
    if (slots[at] === 0) continue;
    words.set(slots.subarray(at, at + 4));
    put(larger, find(larger, words), words);
  }
  return larger;
}
