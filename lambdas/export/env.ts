import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
  EXPORTS_QUEUE_URL: z.url(),
  /** KMS key id or ARN, ECC_NIST_P256, sign only. */
  SIGNING_KEY: z.string().min(1),
  SLICE_SECONDS: z.coerce.number().positive(),
});
export type Env = z.infer<typeof Env>;
