import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Connection, readConnection } from './connection';
import { Fault } from './fault';

export interface WorkOptions {
  /** The data folder of a stack that runs, or of one that is stopped. */
  data?: string;
  json?: boolean;
}

/** Where `npm start` keeps its state unless it is told otherwise. */
export const DEFAULT_DATA = '.breach-notify';

/**
 * Does some work with the stack of a data folder: the one that runs, or, where a folder was named whose stack is
 * stopped, one that is booted for this call. That one sends nothing to anybody: whoever only looks at an incident
 * must not start its mails, and a call that ends must not leave a sender half-way.
 */
export async function connected<Result>(
  options: WorkOptions,
  work: (stack: Connection & { booted: boolean }) => Promise<Result>,
): Promise<Result> {
  const data = path.resolve(options.data ?? DEFAULT_DATA);
  const running = readConnection(data);
  if (running && (await answers(running.endpoint))) return work({ ...running, booted: false });
  if (options.data === undefined) {
    throw new Fault(
      `nothing runs on ${DEFAULT_DATA}/: start it with 'npm start', or name a data folder with --data.`,
    );
  }
  if (!existsSync(path.join(data, 'version'))) {
    throw new Fault(`${options.data}: it is not a data folder of 'start' or 'run --data'.`);
  }
  process.stderr.write('starting the stack for this call; it sends no mail ...\n');
  const { withStack } = await import('./with-stack');
  const settings = {
    port: 0,
    scheduleSeconds: 1,
    idle: ['dispatch'],
    ses: { maxSendRate: 200, max24HourSend: 10_000_000, mailDirectory: path.join(data, 'mail') },
    echoLogs: false,
  };
  return withStack(data, settings, (aws) => work({ ...aws, booted: true }));
}

/** Any answer will do: the file may be left over from a process that was killed. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
