import { loadEnv } from '../shared/env';
import { createSender } from './create-sender';
import { Env } from './env';
import { createHandler } from './handler';
import { runSlice } from './slice';

const sender = createSender(loadEnv(Env, process.env));

export const handler = createHandler((message) => runSlice(sender, message));
