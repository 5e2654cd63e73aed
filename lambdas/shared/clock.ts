/** Injected wherever time matters. */
export interface Clock {
  now(): Date;
}
export const systemClock: Clock = { now: () => new Date() };

/** RFC 3339 UTC with milliseconds, the form of every stored time. */
export const stamp = (clock: Clock): string => clock.now().toISOString();
