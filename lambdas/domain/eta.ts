/** What SES allows this account, as GetSendQuota tells it. `max24HourSend` is -1 where there is no limit. */
export interface SendQuota {
  maxSendRate: number;
  max24HourSend: number;
  sentLast24Hours: number;
}

/** The share of the rate that is used on average, see domain/sending pacing. */
const UTILISATION = 0.97;
const DAY_SECONDS = 86_400;

/**
 * When the last of `pending` mails will have been handed to SES. Usually the rolling 24 h quota decides, not the
 * rate: 50,000 a day at 14 a second are used up within the first hour, and a million recipients take 20 days.
 */
export function etaOf(pending: number, quota: SendQuota, now: Date, reserve = 0): Date {
  const byRate = pending / (quota.maxSendRate * UTILISATION);
  if (quota.max24HourSend < 0) return after(now, byRate);
  const daily = quota.max24HourSend * (1 - reserve);
  const today = Math.max(0, daily - quota.sentLast24Hours);
  if (pending <= today) return after(now, byRate);
  return after(now, Math.max(byRate, Math.ceil((pending - today) / Math.max(1, daily)) * DAY_SECONDS));
}

const after = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);
