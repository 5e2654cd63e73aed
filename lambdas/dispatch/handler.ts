import type { SQSEvent } from 'aws-lambda';
import type { SendSlice } from '../shared/messages';

/** One message a batch: a lane's next slice. Whatever it throws brings the message back. */
export function createHandler(run: (message: SendSlice) => Promise<void>) {
  return async ({ Records }: SQSEvent): Promise<void> => {
    for (const { body } of Records) await run(readMessage(body));
  };
}

function readMessage(body: string): SendSlice {
  const message = JSON.parse(body) as Partial<SendSlice>;
  const { incident, run, lane, slice } = message;
  if (typeof incident !== 'string' || typeof run !== 'string') throw new Error('not a message to dispatch');
  if (!Number.isInteger(lane) || !Number.isInteger(slice)) throw new Error('not a message to dispatch');
  return message as SendSlice;
}
