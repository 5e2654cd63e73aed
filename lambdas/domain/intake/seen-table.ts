const SUBTABLES = 256;
const FIRST_SLOTS = 16;
/** A fingerprint, four words; the rest of a slot is its companion. */
const KEY_WORDS = 4;

/**
 * A set of 128-bit fingerprints in typed arrays, with a second fingerprint beside each if asked for: 16 or 32 bytes a
 * slot, on average at 56 % full. Neither Map nor Set can do this: both throw at 16,777,216 entries and cost hundreds of
 * bytes each. 256 open-addressed subtables by the first byte grow one by one, so growing never needs the whole
 * table twice.
 */
export class SeenTable {
  /** The companion of the entry that `add` found. */
  readonly companion = new Int32Array(4);
  private readonly slots: Int32Array[] = [];
  private readonly used = new Uint32Array(SUBTABLES);
  private readonly stride: number;
  private entries = 0;

  constructor(withCompanion: boolean) {
    this.stride = withCompanion ? 2 * KEY_WORDS : KEY_WORDS;
    for (let i = 0; i < SUBTABLES; i++) this.slots.push(new Int32Array(FIRST_SLOTS * this.stride));
  }

  get size(): number {
    return this.entries;
  }

  /** Asks the memory for where a fingerprint belongs, while there is other work to do. The value means nothing. */
  touch(words: Int32Array): number {
    const first = words[0] || 1;
    const slots = this.slots[first & (SUBTABLES - 1)] as Int32Array;
    return slots[((words[1] as number) * this.stride) & (slots.length - 1)] as number;
  }

  /** @returns whether the fingerprint was new; if not, `companion` is what it was added with. */
  add(words: Int32Array, companion?: Int32Array): boolean {
    const { stride } = this;
    // An empty slot has a first word of 0, so a fingerprint's own 0 is stored as 1: a bit less of 128.
    const w0 = words[0] || 1;
    const w1 = words[1] as number;
    const w2 = words[2] as number;
    const w3 = words[3] as number;
    const sub = w0 & (SUBTABLES - 1);
    const slots = this.slots[sub] as Int32Array;
    const mask = slots.length - 1;
    let at = (w1 * stride) & mask;
    for (let held = slots[at]; held !== 0; held = slots[at]) {
      if (held === w0 && slots[at + 1] === w1 && slots[at + 2] === w2 && slots[at + 3] === w3) {
        if (companion) this.recall(slots, at);
        return false;
      }
      at = (at + stride) & mask;
    }
    slots[at] = w0;
    slots[at + 1] = w1;
    slots[at + 2] = w2;
    slots[at + 3] = w3;
    if (companion) for (let word = 0; word < 4; word++) slots[at + 4 + word] = companion[word] as number;
    this.entries++;
    const used = (this.used[sub] as number) + 1;
    this.used[sub] = used;
    // Three quarters full: probes stay short.
    if (used * stride * 4 >= slots.length * 3) this.slots[sub] = grown(slots, stride);
    return true;
  }

  private recall(slots: Int32Array, at: number): void {
    for (let word = 0; word < 4; word++) this.companion[word] = slots[at + 4 + word] as number;
  }
}

function grown(slots: Int32Array, stride: number): Int32Array {
  const larger = new Int32Array(slots.length * 2);
  const mask = larger.length - 1;
  for (let from = 0; from < slots.length; from += stride) {
    if (slots[from] === 0) continue;
    let to = ((slots[from + 1] as number) * stride) & mask;
    while (larger[to] !== 0) to = (to + stride) & mask;
    for (let word = 0; word < stride; word++) larger[to + word] = slots[from + word] as number;
  }
  return larger;
}
