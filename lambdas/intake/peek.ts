/**
 * The first bytes of a stream without losing them.
 *
 * @returns `head`, at least `length` bytes unless the stream is shorter, and `all`, the whole stream from its start.
 */
export async function peek(
  stream: AsyncIterable<Buffer>,
  length: number,
): Promise<{ head: Buffer; all: AsyncIterable<Buffer>; close(): Promise<void> }> {
  const iterator = stream[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  let gathered = 0;
  while (gathered < length) {
    const { done, value } = await iterator.next();
    if (done) break;
    pieces.push(value);
    gathered += value.length;
  }
  const close = async () => {
    await iterator.return?.();
  };
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield* pieces;
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await close();
    }
  }
  return { head: Buffer.concat(pieces).subarray(0, length), all: all(), close };
}
