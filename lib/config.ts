import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';

/** `prod` is what `cdk deploy` sends; `laptop` is the same stack with waits of seconds instead of hours. */
export type StageName = 'laptop' | 'prod';

/** Everything in which the stages differ. Nothing else may branch on the stage. */
export interface Settings {
  stage: StageName;
  /** What happens to buckets, table and keys when the data stack is deleted. */
  removal: RemovalPolicy;
  terminationProtection: boolean;
  logRetention: RetentionDays;
  /** Feedback functions at work at once. Each takes about 250 events a second; a mail makes two. */
  feedbackPollers: number;
  reading: ReadingSettings;
  sending: SendingSettings;
  watching: WatchingSettings;
  retention: RetentionSettings;
}

export interface ReadingSettings {
  /** A slice stops at a record boundary after this long: 60 s below the function's time-out. */
  sliceSeconds: number;
}

export interface SendingSettings {
  /** A slice starts no new mail after this long. */
  sliceSeconds: number;
  /** Mails a second for one lane; a laptop has no cores for a second one. */
  laneRate: number;
  canarySize: number;
  canaryWaitSeconds: number;
  /** Share of the rolling 24 h quota left to the account's other mail. */
  quotaReserve: number;
  /** Ask DNS whether a domain takes mail. */
  domainCheck: 'on' | 'off';
}

export interface WatchingSettings {
  /** No heartbeat for this long: the slice is dead. Heartbeats come every second. */
  stallSeconds: number;
  /** A dead slice's claim older than this becomes unknown. */
  claimStaleSeconds: number;
  /** How long an unknown waits for evidence. */
  graceSeconds: number;
  /** SES retries delivery for up to 14 h; one hour of slack for the event to reach us. */
  evidenceWindowSeconds: number;
}

/** Days; see docs/data-protection. The clocks start at the drop (raw file) and at the end of the incident. */
export interface RetentionSettings {
  rawFileDays: number;
  addressDays: number;
  recordDays: number;
  /** The register's point-in-time recovery, 1 to 35: erased people would come back from it. */
  recoveryDays: number;
  /**
   * Of regulator packs and of the log's anchors. Governance lets an administrator with a right of its own end a lock;
   * compliance lets nobody, not even AWS.
   */
  evidenceLock: 'GOVERNANCE' | 'COMPLIANCE';
}

const retention: RetentionSettings = {
  rawFileDays: 30,
  addressDays: 365,
  recordDays: 1826,
  recoveryDays: 7,
  evidenceLock: 'GOVERNANCE',
};

const prod: Settings = {
  stage: 'prod',
  removal: RemovalPolicy.RETAIN,
  terminationProtection: true,
  logRetention: RetentionDays.ONE_YEAR,
  feedbackPollers: 4,
  reading: { sliceSeconds: 240 },
  sending: {
    sliceSeconds: 240,
    laneRate: 150,
    canarySize: 200,
    canaryWaitSeconds: 600,
    quotaReserve: 0.1,
    domainCheck: 'on',
  },
  watching: {
    stallSeconds: 90,
    claimStaleSeconds: 60,
    graceSeconds: 1800,
    evidenceWindowSeconds: 15 * 3600,
  },
  retention,
};

const laptop: Settings = {
  ...prod,
  stage: 'laptop',
  removal: RemovalPolicy.DESTROY,
  terminationProtection: false,
  logRetention: RetentionDays.ONE_DAY,
  // The fewest that SQS allows: a laptop's two cores also send.
  feedbackPollers: 2,
  sending: { ...prod.sending, laneRate: 1000, canaryWaitSeconds: 2, quotaReserve: 0, domainCheck: 'off' },
  watching: { stallSeconds: 10, claimStaleSeconds: 3, graceSeconds: 3, evidenceWindowSeconds: 4 },
};

const stages: Record<StageName, Settings> = { laptop, prod };

/** @throws Error naming the stages there are, so that a typing mistake never deploys something else. */
export function settingsFor(stage: string): Settings {
  if (Object.hasOwn(stages, stage)) return stages[stage as StageName];
  throw new Error(`stage '${stage}' is unknown; use ${Object.keys(stages).join(' or ')}`);
}
