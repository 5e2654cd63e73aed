import { RANK } from '../domain/sending/notice-state';
import type { AttemptContext } from './attempt';

const LOOK_EVERY_MS = 500;

/** Waits for SES's events to prove that the mails in doubt were accepted; if they do not come, the run pauses. */
export async function proveInDoubt(context: AttemptContext): Promise<void> {
  const { sender, unknowns, stop } = context;
  const doubts = [...unknowns.inDoubt];
  const until = performance.now() + sender.settings.proofWaitSeconds * 1000;
  sender.log.warn('answers of SES were lost in a row; waiting for its events', { mails: doubts.length });
  while (!stop.end) {
    // The last in doubt is asked about until it is proved, then the one before: each is read about once.
    while (doubts.length > 0 && (await isProved(context, doubts.at(-1)))) doubts.pop();
    if (doubts.length === 0) return unknowns.proved();
    if (performance.now() >= until) {
      return context.pauseRun(`the outcome of ${unknowns.inDoubt.length} mails in a row is unknown`);
    }
    await stop.sleep(LOOK_EVERY_MS);
  }
}

async function isProved(
  { sender }: AttemptContext,
  key: { pk: string; sk: string } | undefined,
): Promise<boolean> {
  const notice = key && (await sender.notices.get(key));
  return notice !== undefined && notice.rank >= RANK.sent;
}
