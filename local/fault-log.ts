import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Faults of the embedded AWS itself (a 500 to the caller) go to `<logs>/embedded-aws.log`, and to stderr if asked. */
export function faultLog(logs: string, echo: boolean): (error: unknown, service: string) => void {
  const file = join(logs, 'embedded-aws.log');
  return (error, service) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? `\n  ${error.cause.stack}` : '';
    const line = `${new Date().toISOString()} ${service}: ${text}${cause}\n`;
    appendFileSync(file, line);
    if (echo) process.stderr.write(line);
  };
}
