import { loadEnv } from '../shared/env';
import { createSender } from './create-sender';
import { Env } from './env';
import { createHandler } from './handler';
import { runSlice } from './slice';

const sender = createSender(loadEnv(Env, process.env));
/** Lambda announces the end of an environment; on a laptop that is Ctrl-C, in the middle of a slice. */
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());

export const handler = createHandler((message) => runSlice(sender, message, ending.signal));
