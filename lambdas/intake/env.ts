import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  INTAKE_BUCKET: z.string().min(1),
  FILES_QUEUE_URL: z.url(),
  /** A slice stops at a record boundary after this long and goes on in a new message. */
  SLICE_SECONDS: z.coerce.number().positive(),
});
export type Env = z.infer<typeof Env>;
