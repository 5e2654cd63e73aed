import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ServiceError } from '../../../gateway/errors';
import type { Held, Message } from '../core/message';
import type { Queue } from '../core/queue';
import { type Call, type Operation, type Parts, parse, refuse } from './call';

const start = z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() });

interface MoveTask {
  TaskHandle: string;
  Status: 'COMPLETED';
  SourceArn: string;
  DestinationArn?: string;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove: number;
  StartedTimestamp: number;
}

/** Redrive: what lies in a dead-letter queue goes back to where it came from, with a new life. */
export function moveTaskOperations(parts: Parts): Record<string, Operation> {
  const { queues, access } = parts;
  const tasks: MoveTask[] = [];
  return {
    StartMessageMoveTask(input, call) {
      refuse(input, 'MaxNumberOfMessagesPerSecond');
      const { SourceArn, DestinationArn } = parse(start, input);
      const source = queues.byArn(SourceArn);
      for (const action of [
        'StartMessageMoveTask',
        'ReceiveMessage',
        'DeleteMessage',
        'GetQueueAttributes',
      ]) {
        access.authorize(call.principal, `sqs:${action}`, source.settings);
      }
      if (queues.sourcesOf(SourceArn).length === 0) {
        throw new ServiceError(
          'UnsupportedOperation',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      }
      const visible = source.counts().ready;
      const moved = move(parts, source, DestinationArn, call);
      const task: MoveTask = {
        TaskHandle: Buffer.from(JSON.stringify({ taskId: randomUUID(), SourceArn })).toString('base64'),
        Status: 'COMPLETED',
        SourceArn,
        DestinationArn,
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: visible,
        StartedTimestamp: parts.now().getTime(),
      };
      tasks.unshift(task);
      return { TaskHandle: task.TaskHandle };
    },
    ListMessageMoveTasks(input, call) {
      const { SourceArn } = parse(start.pick({ SourceArn: true }), input);
      access.authorize(call.principal, 'sqs:ListMessageMoveTasks', queues.byArn(SourceArn).settings);
      // SQS shows a task's handle only while it runs; ours are done when they are started.
      const found = tasks.filter((task) => task.SourceArn === SourceArn).slice(0, 10);
      return { Results: found.map(({ TaskHandle, ...task }) => task) };
    },
  };
}

/** Moves all that is visible. Each message is in its new queue before it leaves the old one. */
function move({ queues, access, now }: Parts, source: Queue, destinationArn: string | undefined, call: Call) {
  const targets = destinationArn ? [queues.byArn(destinationArn)] : queues.sourcesOf(source.settings.arn);
  for (const { settings } of targets) access.authorize(call.principal, 'sqs:SendMessage', settings);
  const targetOf = (message: Message) =>
    targets.find(({ settings }) => settings.arn === (destinationArn ?? message.source));
  const taken = source.take(source.counts().ready);
  const moved = taken.filter((message) => targetOf(message)?.adopt(renewed(message, now().getTime())));
  for (const target of targets) target.flush();
  source.delete(moved);
  source.flush();
  // What was sent to the dead-letter queue directly has nowhere to go back to.
  for (const message of taken) if (!targetOf(message)) source.changeVisibility(message.seq, 0);
  return moved.length;
}

/** A redriven message counts as new: id, time and receive count start again. */
function renewed(message: Message, now: number): Omit<Message, 'seq' | 'wakeAt'> {
  const { seq, wakeAt, state, source, firstReceivedAt, ...rest } = message as Held;
  return { ...rest, id: randomUUID(), sentAt: now, received: 0 };
}
