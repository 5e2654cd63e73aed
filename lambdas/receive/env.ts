import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  FILES_QUEUE_URL: z.url(),
});
export type Env = z.infer<typeof Env>;
