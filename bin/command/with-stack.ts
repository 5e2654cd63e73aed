import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EmbeddedAws } from '../../local';
import type { EmbeddedAwsSettings } from '../../local/settings';
import { boot } from './boot';
import { Fault } from './fault';
import { onInterrupt } from './interrupt';

type Settings = Omit<EmbeddedAwsSettings, 'assembly' | 'data'>;

/**
 * Boots the stack for one piece of work and puts everything away afterwards, also after Ctrl-C. Without a data folder
 * the state lives in a temporary one that never outlives the work: it holds the leaked file.
 *
 * @throws Fault with AWS's own sentence as soon as a Lambda lacks a right: no retry would ever help it.
 */
export async function withStack<Result>(
  data: string | undefined,
  settings: Settings,
  work: (aws: EmbeddedAws) => Promise<Result>,
): Promise<Result> {
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), 'breach-notify-')));
  if (!data) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  let aws: EmbeddedAws | undefined;
  const putAway = async () => {
    await aws?.close();
    if (!data) await rm(folder, { recursive: true, force: true });
  };
  let stopping = false;
  const stopListening = onInterrupt(async () => {
    stopping = true;
    await putAway();
    return data
      ? 'stopped; start the same command again to go on where it stopped.'
      : 'stopped; nothing is kept without --data, so the next run starts from the beginning.';
  });
  try {
    aws = await boot({ ...settings, data: folder });
    return await Promise.race([work(aws), failWhenRefused(aws)]);
  } catch (error) {
    // Work fails when its Lambdas are put away below it: the interrupt has the last word.
    if (stopping) await new Promise(() => {});
    throw error;
  } finally {
    stopListening();
    await putAway();
  }
}

async function failWhenRefused(aws: EmbeddedAws): Promise<never> {
  throw new Fault(`AccessDenied: ${await aws.refused}`);
}
