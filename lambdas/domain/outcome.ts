/** The recipient states of docs/architecture.md. `pending` is the absence of a notice item. */
export const OUTCOMES = [
  'pending',
  'claimed',
  'sent',
  'delayed',
  'delivered',
  'bounced',
  'suppressed',
  'complained',
  'rejected',
  'unknown',
  'withheld',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How many recipients are in each state; `total` is their sum. */
export type OutcomeCounts = Record<Outcome | 'total', number>;

export function emptyCounts(): OutcomeCounts {
  const counts = { total: 0 } as OutcomeCounts;
  for (const outcome of OUTCOMES) counts[outcome] = 0;
  return counts;
}
