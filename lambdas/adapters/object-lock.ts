/** Who may end a lock, and how long it holds. */
export interface ObjectLock {
  /** Governance lets an administrator with a right of its own end the lock; compliance lets nobody. */
  mode: 'GOVERNANCE' | 'COMPLIANCE';
  days: number;
}

const DAY = 86_400_000;

/** As long as the record is kept that it proves; a lock that has ended already S3 would refuse. */
export const recordLock = (env: { EVIDENCE_LOCK: ObjectLock['mode']; RECORD_DAYS: number }): ObjectLock => ({
  mode: env.EVIDENCE_LOCK,
  days: Math.max(1, env.RECORD_DAYS),
});

/** What a write says to S3, so that nobody changes or deletes its object before the time. */
export const lockedSince = (at: Date, { mode, days }: ObjectLock) => ({
  ObjectLockMode: mode,
  ObjectLockRetainUntilDate: new Date(at.getTime() + days * DAY),
});
