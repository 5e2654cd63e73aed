import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  INTAKE_BUCKET: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
  DISPATCH_QUEUE_URL: z.url(),
  EXPORTS_QUEUE_URL: z.url(),
  CONFIGURATION_SET: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
