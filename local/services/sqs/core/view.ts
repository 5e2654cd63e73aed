import { type Message, type MessageAttribute, sequenceNumber } from './message';

/** A message's system attributes under SQS's names. */
export function systemAttributes(message: Message): Record<string, string> {
  const all: Record<string, string | number | undefined> = {
    SenderId: message.sender,
    SentTimestamp: message.sentAt,
    ApproximateReceiveCount: message.received,
    ApproximateFirstReceiveTimestamp: message.firstReceivedAt,
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.deduplicationId === undefined ? undefined : sequenceNumber(message.seq),
    AWSTraceHeader: message.trace,
    DeadLetterQueueSourceArn: message.source,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Those that were asked for: `All`, a name, or for message attributes also a prefix `name.*`. */
export function chosen<Value extends string | MessageAttribute>(
  values: Record<string, Value> | undefined,
  names: readonly string[],
): Record<string, Value> | undefined {
  const wanted = Object.entries(values ?? {}).filter(([name]) =>
    names.some(
      (asked) =>
        asked === 'All' || asked === name || (asked.endsWith('.*') && name.startsWith(asked.slice(0, -2))),
    ),
  );
  return wanted.length === 0 ? undefined : Object.fromEntries(wanted);
}
