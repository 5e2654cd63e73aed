const SUBTABLES = 256;
const FIRST_SLOTS = 16;
/** Probes stay short up to here. */
const FULL = 0.75;
/** Words of a fingerprint that are kept: 96 bits, as many as the register's own exposure keys have. */
export const WORDS = 3;

/**
 * A set of fingerprints in typed arrays, with a second fingerprint beside each if asked for: 12 or 24 bytes a slot, on
 * average 56 % full. Neither Map nor Set can do this: both throw at 16,777,216 entries and cost hundreds of bytes
 * each. 256 open-addressed subtables by the first byte grow one by one, so growing never needs the whole table twice.
 */
export class SeenTable {
  private readonly subtables: Int32Array[] = [];
  private readonly used = new Uint32Array(SUBTABLES);
  private readonly stride: number;
  private entries = 0;
  private foundIn: Int32Array = new Int32Array(0);
  private foundAt = 0;

  /** @param expected entries for which the table is made at once, so that it need not grow. */
  constructor(withCompanion: boolean, expected = 0) {
    this.stride = withCompanion ? 2 * WORDS : WORDS;
    let slots = FIRST_SLOTS;
    while (slots * FULL < expected / SUBTABLES) slots *= 2;
    for (let i = 0; i < SUBTABLES; i++) this.subtables.push(new Int32Array(slots * this.stride));
  }

  get size(): number {
    return this.entries;
  }

  /**
   * Looks at where a fingerprint belongs, so that it is in the cache when `add` comes. A table of a large file lies
   * in far memory; looks that follow each other closely wait for it together, adds would wait one by one.
   */
  touch(words: Int32Array, from: number): number {
    const table = this.subtables[((words[from] as number) || 1) & (SUBTABLES - 1)] as Int32Array;
    return table[((words[from + 1] as number) & (table.length / this.stride - 1)) * this.stride] as number;
  }

  /**
   * @param from where in `words` the fingerprint is; its companion follows it.
   * @returns whether the fingerprint was new; then it is kept with its companion.
   */
  add(words: Int32Array, from: number): boolean {
    const { stride } = this;
    // An empty slot has a first word of 0, so a fingerprint's own 0 is stored as 1.
    const w0 = words[from] || 1;
    const w1 = words[from + 1] as number;
    const w2 = words[from + 2] as number;
    const sub = w0 & (SUBTABLES - 1);
    const table = this.subtables[sub] as Int32Array;
    const mask = table.length / stride - 1;
    let slot = w1 & mask;
    let at = slot * stride;
    for (let held = table[at]; held !== 0; held = table[at]) {
      if (held === w0 && table[at + 1] === w1 && table[at + 2] === w2) {
        this.foundIn = table;
        this.foundAt = at;
        return false;
      }
      slot = (slot + 1) & mask;
      at = slot * stride;
    }
    table[at] = w0;
    for (let word = 1; word < stride; word++) table[at + word] = words[from + word] as number;
    this.entries++;
    const used = (this.used[sub] as number) + 1;
    this.used[sub] = used;
    if (used >= (mask + 1) * FULL) this.subtables[sub] = grown(table, stride);
    return true;
  }

  /** Whether the entry that `add` found has this companion. */
  foundWith(words: Int32Array, from: number): boolean {
    const at = this.foundAt + WORDS;
    for (let word = 0; word < WORDS; word++) {
      if (this.foundIn[at + word] !== words[from + word]) return false;
    }
    return true;
  }
}

function grown(table: Int32Array, stride: number): Int32Array {
  const larger = new Int32Array(table.length * 2);
  const mask = larger.length / stride - 1;
  for (let from = 0; from < table.length; from += stride) {
    if (table[from] === 0) continue;
    let slot = (table[from + 1] as number) & mask;
    while (larger[slot * stride] !== 0) slot = (slot + 1) & mask;
    const to = slot * stride;
    for (let word = 0; word < stride; word++) larger[to + word] = table[from + word] as number;
  }
  return larger;
}
