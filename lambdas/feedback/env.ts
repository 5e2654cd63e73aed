import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
