import * as z from 'zod';

export const Env = z.object({
  REGISTER_TABLE: z.string().min(1),
  INTAKE_BUCKET: z.string().min(1),
  EVIDENCE_BUCKET: z.string().min(1),
  ARRIVALS_QUEUE_URL: z.url(),
  FILES_QUEUE_URL: z.url(),
  DISPATCH_QUEUE_URL: z.url(),
  EXPORTS_QUEUE_URL: z.url(),
  CONFIGURATION_SET: z.string().min(1),
  /** Mails a second that one lane takes on. */
  LANE_RATE: z.coerce.number().positive(),
  /** A slice (of reading or sending) without a heartbeat for this long is dead and is started again. */
  STALL_SECONDS: z.coerce.number().positive(),
  /** A claim of a dead slice older than this becomes unknown. */
  CLAIM_STALE_SECONDS: z.coerce.number().positive(),
  /** How long an unknown waits for evidence before it is final. */
  GRACE_SECONDS: z.coerce.number().nonnegative(),
  /** How long a sent mail waits for its final event before it is reported as unconfirmed. */
  EVIDENCE_WINDOW_SECONDS: z.coerce.number().nonnegative(),
  RAW_FILE_DAYS: z.coerce.number().positive(),
  ADDRESS_DAYS: z.coerce.number().positive(),
  RECORD_DAYS: z.coerce.number().positive(),
  /** How far back point-in-time recovery reaches: an erasure is final after it. */
  RECOVERY_DAYS: z.coerce.number().nonnegative(),
  /** Object Lock of what names nobody: anchors of the log, regulator packs. */
  EVIDENCE_LOCK: z.enum(['GOVERNANCE', 'COMPLIANCE']),
});
export type Env = z.infer<typeof Env>;
