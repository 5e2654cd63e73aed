import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
  /** KMS key id or ARN, ECC_NIST_P256, sign only. */
  SIGNING_KEY: z.string().min(1),
  /** How long anchors and regulator packs are locked, and who may end it. */
  RECORD_DAYS: z.coerce.number().positive(),
  EVIDENCE_LOCK: z.enum(['GOVERNANCE', 'COMPLIANCE']),
});
export type Env = z.infer<typeof Env>;
