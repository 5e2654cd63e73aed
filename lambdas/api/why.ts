import * as z from 'zod';

/**
 * A person's reason. It goes into the hash-chained log, which outlives the erasure of addresses and cannot be
 * changed: so it must not hold one.
 */
export const Why = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .refine((text) => !/[^\s@]@[^\s@]/.test(text), {
    error: 'must name no e-mail address: it stays in the log when addresses are erased',
  });
