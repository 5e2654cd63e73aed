import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EmbeddedAws, OperatorKeys } from '../../local';
import { Fault } from './fault';

/** How to reach a stack and as whom. */
export type Connection = Pick<EmbeddedAws, 'endpoint' | 'region' | 'outputs' | 'operator'>;

/** Those who work on this computer; the keys are of the data folder and of no use anywhere else. */
export const APPROVERS = ['approver-1', 'approver-2'] as const;
export const OPERATORS = ['responder', ...APPROVERS] as const;

interface Stored {
  endpoint: string;
  region: string;
  apiUrl: string;
  outputs: Record<string, string>;
  operators: Record<string, OperatorKeys>;
}

const fileOf = (data: string) => path.join(data, 'connection.json');

/** Lets other commands find the running stack. For this user's eyes only: it holds the operators' keys. */
export function writeConnection(data: string, aws: Connection): void {
  const stored: Stored = {
    endpoint: aws.endpoint,
    region: aws.region,
    apiUrl: aws.outputs.ApiUrl ?? '',
    outputs: aws.outputs,
    operators: Object.fromEntries(OPERATORS.map((name) => [name, aws.operator(name)])),
  };
  const file = fileOf(data);
  writeFileSync(`${file}.part`, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

export function removeConnection(data: string): void {
  rmSync(fileOf(data), { force: true });
}

/** The connection that a `start` or `run` on this folder wrote; whether it still runs is another matter. */
export function readConnection(data: string): Connection | undefined {
  try {
    const stored = JSON.parse(readFileSync(fileOf(data), 'utf8')) as Stored;
    return {
      endpoint: stored.endpoint,
      region: stored.region,
      outputs: stored.outputs,
      operator(name) {
        const keys = stored.operators[name];
        if (!keys) throw new Fault(`there is no operator '${name}', only ${OPERATORS.join(', ')}.`);
        return keys;
      },
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
