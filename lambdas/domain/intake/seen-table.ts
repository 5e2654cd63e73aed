const SUBTABLES = 256;
const FIRST_SLOTS = 16;

/**
 * A set of 128-bit fingerprints in typed arrays: 16 bytes a slot, 21 to 43 bytes an entry. Neither Map nor Set can
 * do this: both throw at 16,777,216 entries and cost hundreds of bytes each. 256 open-addressed subtables by the
 * first byte grow one by one, so growing never needs the whole table twice.
 */
export class SeenTable {
  private readonly slots: Int32Array[] = [];
  private readonly used = new Uint32Array(SUBTABLES);
  private entries = 0;

  constructor() {
    for (let i = 0; i < SUBTABLES; i++) this.slots.push(new Int32Array(FIRST_SLOTS * 4));
  }

  get size(): number {
    return this.entries;
  }

  /** @returns whether the fingerprint was new. */
  add(words: Int32Array): boolean {
    // An empty slot has a first word of 0, so a fingerprint's own 0 is stored as 1: a bit less of 128.
    const first = words[0] || 1;
    const sub = first & (SUBTABLES - 1);
    const slots = this.slots[sub] as Int32Array;
    const at = find(slots, first, words[1] as number, words[2] as number, words[3] as number);
    if (slots[at] !== 0) return false;
    put(slots, at, first, words[1] as number, words[2] as number, words[3] as number);
    this.entries++;
    const used = (this.used[sub] as number) + 1;
    this.used[sub] = used;
    // Three quarters full: probes stay short.
    if (used * 16 >= slots.length * 3) this.slots[sub] = grown(slots);
    return true;
  }
}

/** Where the fingerprint stands, or the empty slot where it belongs. */
function find(slots: Int32Array, w0: number, w1: number, w2: number, w3: number): number {
  const mask = slots.length - 1;
  let at = (w1 << 2) & mask;
  for (let held = slots[at]; held !== 0; held = slots[at]) {
    if (held === w0 && slots[at + 1] === w1 && slots[at + 2] === w2 && slots[at + 3] === w3) return at;
    at = (at + 4) & mask;
  }
  return at;
}

function put(slots: Int32Array, at: number, w0: number, w1: number, w2: number, w3: number): void {
  slots[at] = w0;
  slots[at + 1] = w1;
  slots[at + 2] = w2;
  slots[at + 3] = w3;
}

function grown(slots: Int32Array): Int32Array {
  const larger = new Int32Array(slots.length * 2);
  for (let at = 0; at < slots.length; at += 4) {
    const w0 = slots[at] as number;
    if (w0 === 0) continue;
    const w1 = slots[at + 1] as number;
    const w2 = slots[at + 2] as number;
    const w3 = slots[at + 3] as number;
    put(larger, find(larger, w0, w1, w2, w3), w0, w1, w2, w3);
  }
  return larger;
}
