import { z } from 'zod';
import { NotImplemented, ServiceError } from '../../../gateway/errors';
import type { Principal } from '../../../iam/types';
import type { Access } from '../access';
import type { Queue } from '../core/queue';
import { invalidParameter } from '../errors';
import type { Queues } from '../queues';

/** What every operation works with. */
export interface Parts {
  queues: Queues;
  access: Access;
  region: string;
  account: string;
  now(): Date;
}

/** Who calls, and with which trace header. */
export interface Call {
  principal: Principal;
  trace?: string;
}

/** Input and output are the JSON protocol's; the Query protocol is translated to it. */
export type Operation = (input: Record<string, unknown>, call: Call) => object | Promise<object>;

/** @throws ServiceError as SQS would, naming the parameter and never its value. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const name = issue.path.join('.');
  if (issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined) {
    throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
  }
  throw invalidParameter(`Value for parameter ${name} is invalid. Reason: ${issue.message}.`);
}

const valueAt = (input: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);

/** The queue of a call that the caller may make. */
export function queueFor({ queues, access }: Parts, url: string, action: string, { principal }: Call): Queue {
  const queue = queues.byUrl(url);
  access.authorize(principal, action, queue.settings);
  return queue;
}

/** Refuses what we would otherwise accept and not do. */
export function refuse(input: Record<string, unknown>, name: string): void {
  if (input[name] !== undefined) throw new NotImplemented(`${name} of SQS`);
}

/** An integer; the Query protocol sends it as text. */
export const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const queueUrl = z.object({ QueueUrl: z.string() });
