import { isNativeError } from 'node:util/types';
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Failure } from '../domain/sending/classify';

/** One mail to one recipient, as SES takes it. */
export interface Mail {
  source: string;
  to: string;
  mime: Uint8Array;
  tags: Record<string, string>;
}

/** What a call came to: the id SES gave it, or what went wrong. A 200 without an id is a failure too. */
export type SendReply = { messageId: string } | { failure: Failure };

export interface SendQuota {
  maxSendRate: number;
  /** -1 is no limit. */
  max24HourSend: number;
  sentLast24Hours: number;
}

/** Lower than SES's own, so that a call ends before the slice that waits for it. */
export interface Timeouts {
  connectMs: number;
  requestMs: number;
}
const IDLE_MS = 5_000;
const TIMEOUTS: Timeouts = { connectMs: 2_000, requestMs: 10_000 };

/**
 * The client for sending. `maxAttempts: 1`, set here so that no environment or profile can change it: with the
 * SDK's default of 3 a lost answer sends the same mail three times. `requestTimeout` alone would only log.
 */
export function createSendClient(
  maxSockets: number,
  timeouts: Timeouts = TIMEOUTS,
  endpoint?: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  },
): SESClient {
  // An idle connection is closed by us, long before SES would: a mail written to one that SES is just closing is
  // reset, and its outcome unknown for nothing.
  const agent = { keepAlive: true, maxSockets, timeout: IDLE_MS };
  return new SESClient({
    ...endpoint,
    // Building the middleware anew for each call costs a quarter of the call's CPU.
    cacheMiddleware: true,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: timeouts.connectMs,
      requestTimeout: timeouts.requestMs,
      throwOnRequestTimeout: true,
      socketTimeout: timeouts.requestMs,
      httpAgent: agent,
      httpsAgent: agent,
    }),
  });
}

/** SES as the sender uses it. */
export class Mailer {
  constructor(
    private readonly client: SESClient,
    private readonly configurationSet: string,
  ) {}

  async send(mail: Mail): Promise<SendReply> {
    try {
      const { MessageId } = await this.client.send(
        new SendRawEmailCommand({
          Source: mail.source,
          Destinations: [mail.to],
          RawMessage: { Data: mail.mime },
          ConfigurationSetName: this.configurationSet,
          Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
        }),
      );
      if (MessageId?.trim()) return { messageId: MessageId };
      return { failure: { name: 'NoMessageId', message: 'SES answered 200 without a message id' } };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  async quota(): Promise<SendQuota> {
    const answer = await this.client.send(new GetSendQuotaCommand({}));
    return {
      maxSendRate: answer.MaxSendRate ?? 1,
      max24HourSend: answer.Max24HourSend ?? 0,
      sentLast24Hours: answer.SentLast24Hours ?? 0,
    };
  }
}

/** Takes an error apart without trusting its shape: the SDK, Node and the XML parser all throw their own. */
export function failureOf(error: unknown): Failure {
  if (!isNativeError(error)) return { name: 'NotAnError', message: String(error) };
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  return { name, message, status: $metadata?.httpStatusCode, ...systemError(error) };
}

/** Node tries several addresses of a host and then throws them together; any one of them tells the same story. */
function systemError(error: Error): Pick<Failure, 'code' | 'syscall'> {
  const { errors } = error as { errors?: unknown[] };
  const one = Array.isArray(errors) ? errors.find((each) => isNativeError(each) && 'syscall' in each) : error;
  const { code, syscall } = (one ?? error) as { code?: unknown; syscall?: unknown };
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof syscall === 'string' && { syscall }),
  };
}
