import { FINAL_RANK, RANK } from './notice-state';

/**
 * Protects the account: SES reviews one at 5 % hard bounces and may pause it at 10 %, and a pause stops everything
 * else that account sends. Counted from events, because CloudWatch's reputation figures lag by hours.
 */

/** How many recipients of the incident have a final event so far, and how many of them speak against us. */
export interface Reputation {
  finals: number;
  hardBounces: number;
  complaints: number;
}

/** Snapshots about every 100 finals, oldest first: enough to look back 1,000. The first one is where counting began. */
export type ReputationHistory = Reputation[];

const STEP = 100;
const WINDOW = 1_000;
/** 14 of 200: a list with 10 % dead addresses is caught with 94 %, one with 3 % is stopped in error with 0.3 %. */
const CANARY_HARD = 14;
const CANARY = 200;
const HARD_SHARE = 0.05;
const COMPLAINT_SHARE = 0.001;
const COMPLAINT_MIN = 2_000;

export const noReputation: Reputation = { finals: 0, hardBounces: 0, complaints: 0 };

/** Adds a snapshot when enough has happened since the last one, and drops those nobody looks back to. */
export function observe(history: ReputationHistory, now: Reputation): ReputationHistory {
  const [start = now, ...steps] = history;
  const last = steps.at(-1) ?? start;
  const kept = now.finals - last.finals >= STEP ? [...steps, now] : steps;
  while (kept.length > 1 && now.finals - (kept[1]?.finals ?? 0) >= WINDOW) kept.shift();
  return [start, ...kept];
}

/**
 * Says why the run must pause, in one sentence, or nothing.
 *
 * @param history as `observe` keeps it; a person who resumes after a trip begins a new one.
 */
export function tripped(history: ReputationHistory, now: Reputation): string | undefined {
  const [start = noReputation, ...steps] = history;
  const all = since(start, now);
  if (all.finals <= CANARY && all.hardBounces >= CANARY_HARD) {
    return `${all.hardBounces} of the first ${all.finals} mails bounced for good (limit ${CANARY_HARD} of ${CANARY})`;
  }
  const from = steps.findLast(({ finals }) => now.finals - finals >= WINDOW);
  const recent = from ? since(from, now) : all;
  if (recent.finals >= WINDOW && recent.hardBounces >= recent.finals * HARD_SHARE) {
    return `${recent.hardBounces} of the last ${recent.finals} mails bounced for good (limit 5 %)`;
  }
  if (all.finals >= COMPLAINT_MIN && all.complaints >= all.finals * COMPLAINT_SHARE) {
    return `${all.complaints} complaints about ${all.finals} mails (limit 0.1 %)`;
  }
  return undefined;
}

function since(from: Reputation, to: Reputation): Reputation {
  return {
    finals: to.finals - from.finals,
    hardBounces: to.hardBounces - from.hardBounces,
    complaints: to.complaints - from.complaints,
  };
}

/** What one notice's rise in rank adds to the counters: each recipient at most once to each. */
export function reputationOf(from: number, to: number): Reputation {
  const reaches = (rank: number) => (from < rank && to >= rank ? 1 : 0);
  return {
    finals: reaches(FINAL_RANK),
    hardBounces: to === RANK.bouncedHard && from < to ? 1 : 0,
    complaints: reaches(RANK.complained),
  };
}
