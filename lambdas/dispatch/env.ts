import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  DISPATCH_QUEUE_URL: z.url(),
  CONFIGURATION_SET: z.string().min(1),
  /** A slice starts no new mail after this long and hands over by a new message. */
  SLICE_SECONDS: z.coerce.number().positive(),
  /** Mails sent before anyone else's, and how long their events are waited for at most. */
  CANARY_SIZE: z.coerce.number().int().nonnegative(),
  CANARY_WAIT_SECONDS: z.coerce.number().nonnegative(),
  /** Share of the rolling 24 h quota left to the account's other mail, 0 to 1. */
  QUOTA_RESERVE: z.coerce.number().min(0).max(1),
  /** `on`: ask DNS once a domain whether it takes mail; `off` where there is no network. */
  DOMAIN_CHECK: z.enum(['on', 'off']),
});
export type Env = z.infer<typeof Env>;
