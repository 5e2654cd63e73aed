/**
 * Three kinds of failure. Retryable: throw anything else than `TerminalError`, the message comes again.
 * Terminal: the input can never work; the handler persists `code` where people see it and takes the message.
 * Bug: an invariant of ours is broken; it throws, ends in the dead-letter queue and rings an alarm.
 */
export class TerminalError extends Error {
  constructor(
    readonly code: string,
    /** One sentence without any value from a file: what is wrong and what to do. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TerminalError';
  }
}

/** A conditional write lost: somebody else was first. `current` is the item that won, where the store told it. */
export class ConditionLost extends Error {
  constructor(readonly current?: Record<string, unknown>) {
    super('conditional write lost');
    this.name = 'ConditionLost';
  }
}

/** Whether a conditional write held: for those to whom somebody else's having been first is an answer. */
export async function unlessLost(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionLost) return false;
    throw error;
  }
}
