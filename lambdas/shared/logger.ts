import { Logger } from '@aws-lambda-powertools/logger';

/** Structured JSON to stdout. Log ids and counts only: never an address, company, object key, event or body. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export function createLogger(serviceName: string): Log {
  return new Logger({ serviceName });
}
