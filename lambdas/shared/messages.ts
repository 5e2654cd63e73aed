/**
 * Bodies of our own queues. They only say "go on": ids and counters, never a value from a file.
 * Every message on a FIFO queue carries an explicit deduplication id with a nonce, because SQS swallows
 * identical bodies for 5 minutes.
 */

/** files.fifo, group = incident. `slice` is the number this invocation must advance the drop to. */
export interface ReadFile {
  incident: string;
  /** `dropId()` of the drop. */
  drop: string;
  slice: number;
}

/** dispatch.fifo, group = `<incident>/<lane>`. `slice` as above, on the lane item. */
export interface SendSlice {
  incident: string;
  run: string;
  lane: number;
  slice: number;
}

/** exports. */
export interface BuildExport {
  incident: string;
  export: string;
}
