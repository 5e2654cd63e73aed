import { createHash, randomBytes } from 'node:crypto';

/** AWS stops a function that has come round to itself about 16 times. */
const MAX_ROUNDS = 16;

/**
 * The X-Ray trace header carries how often each function has run in a chain of messages: Lambda puts it into the
 * function's environment, the SDK sends it with every call, SQS keeps it with the message.
 */
type Lineage = Map<string, number>;

/** Has this function been run too often in the chain that led to a message? */
export const tooManyRounds = (trace: string | undefined, functionArn: string): boolean =>
  (parse(trace).get(idOf(functionArn)) ?? 0) >= MAX_ROUNDS;

/** The header of an invocation that follows from `causes`: one round more for this function. */
export function nextTrace(causes: readonly (string | undefined)[], functionArn: string, now: Date): string {
  const lineage: Lineage = new Map();
  for (const [id, rounds] of causes.flatMap((trace) => [...parse(trace)])) {
    lineage.set(id, Math.max(rounds, lineage.get(id) ?? 0));
  }
  lineage.set(idOf(functionArn), (lineage.get(idOf(functionArn)) ?? 0) + 1);
  const time = Math.floor(now.getTime() / 1000).toString(16);
  const root = `Root=1-${time}-${randomBytes(12).toString('hex')}`;
  const chain = [...lineage].map(([id, rounds]) => `${id}:${rounds}`).join('|');
  return `${root};Parent=${randomBytes(8).toString('hex')};Sampled=0;Lineage=${chain}`;
}

function parse(trace: string | undefined): Lineage {
  const [, chain = ''] = /(?:^|;)Lineage=([^;]+)/.exec(trace ?? '') ?? [];
  return new Map(
    chain
      .split('|')
      .map((part) => part.split(':') as [string, string?])
      .filter(([id, rounds]) => id && Number.isInteger(Number(rounds)))
      .map(([id, rounds]) => [id, Number(rounds)]),
  );
}

const idOf = (arn: string) => createHash('sha256').update(arn).digest('hex').slice(0, 8);
