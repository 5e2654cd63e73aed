import type { SendReply } from '../adapters/mail';
import type { NoticeItem } from '../adapters/register/items';
import type { Settlement } from '../adapters/register/notices';
import type { BackOff, RefusalBrake, UnknownBrake } from '../domain/sending/brakes';
import { classify, type NotSentAction } from '../domain/sending/classify';
import { RANK } from '../domain/sending/notice-state';
import type { Pacer } from '../domain/sending/pacer';
import { stamp } from '../shared/clock';
import type { Allowance } from './allowance';
import type { Decided } from './decided';
import type { Notice } from './notice/render';
import type { Progress } from './progress';
import type { Sender } from './sender';
import type { Stop } from './stop';
import type { DueRecipient } from './walk';

/** A claim older than this when the call would be made was held by a frozen process: it is given back, not sent. */
const CLAIM_FRESH_MS = 5_000;

/** What all attempts of one slice share. */
export interface AttemptContext {
  sender: Sender;
  /** The incident's sender address. */
  source: string;
  progress: Progress;
  pacer: Pacer;
  allowance: Allowance;
  backOff: BackOff;
  refusals: RefusalBrake;
  unknowns: UnknownBrake<NoticeItem>;
  decided: Decided;
  stop: Stop;
  /** Stops all lanes of the run, with the reason in the incident's log. */
  pauseRun(why: string): Promise<void>;
}

export interface Prepared {
  due: DueRecipient;
  notice: Notice;
}

/**
 * Claim, call, settle: one attempt to tell one recipient. Whatever happens in between, the notice is afterwards
 * pending again (provably not sent), settled, or a claim that the sweep turns into unknown.
 *
 * @returns `again` when the recipient is pending again and should be tried anew by this slice.
 */
export async function attempt(context: AttemptContext, prepared: Prepared): Promise<'done' | 'again'> {
  const { sender, progress } = context;
  const { due, notice } = prepared;
  // The last moment at which a person's word still counts.
  if (await context.decided.against(due)) return leave(context);
  const startedAt = performance.now();
  const claim = claimOf(context, prepared);
  // Somebody else was first, or the person has been told meanwhile.
  if (!(await sender.notices.claim(claim, due.previous))) return leave(context);
  if (performance.now() - startedAt > CLAIM_FRESH_MS) return release(context, claim, due, 'claim-too-old');
  const reply = await sender.mailer.send({
    source: context.source,
    to: notice.to,
    mime: notice.mime,
    tags: {
      incident: progress.lane.incident,
      rid: due.rid,
      seq: String(due.sequence),
      attempt: claim.attemptId,
    },
  });
  return settle(context, claim, due, reply);
}

function leave({ allowance }: AttemptContext): 'done' {
  allowance.giveBack();
  return 'done';
}

/** The claim of a first attempt, or of one more after a person decided so. */
function claimOf(context: AttemptContext, { due, notice }: Prepared): NoticeItem {
  return {
    ...newNotice(context, due),
    status: 'claimed',
    rank: RANK.claimed,
    language: notice.language,
    reference: notice.reference,
    contentHash: notice.contentHash,
    rehearsal: notice.rehearsal,
  };
}

/** Writes down that a recipient cannot be told by mail, without a call to SES. */
export async function refuseUnsent(
  context: AttemptContext,
  due: DueRecipient,
  rejection: string,
): Promise<void> {
  const notice = newNotice(context, due);
  const facts = { status: 'rejected', rank: RANK.refused, rejectedAt: notice.claimedAt, rejection };
  const mine = await context.sender.notices.claim({ ...notice, ...facts }, due.previous);
  if (mine) context.progress.record('rejected', `${due.rid} ${due.sequence} ${rejection}`);
}

function newNotice({ sender, progress }: AttemptContext, due: DueRecipient): NoticeItem {
  const { incident, run, lane, slice } = progress.lane;
  return {
    ...sender.notices.key(incident, due.shard, due.rid, due.sequence),
    rid: due.rid,
    sequence: due.sequence,
    run,
    attempt: due.attempt,
    // The attempt's number is part of its id, so that an event tells both.
    attemptId: `${due.attempt}-${sender.newId()}`,
    lane,
    slice,
    claimedAt: stamp(sender.clock),
    decidedAt: due.decidedAt,
    status: 'claimed',
    rank: RANK.claimed,
  };
}

async function settle(
  context: AttemptContext,
  claim: NoticeItem,
  due: DueRecipient,
  reply: SendReply,
): Promise<'done' | 'again'> {
  const { sender, progress, backOff, refusals, unknowns } = context;
  const at = stamp(sender.clock);
  if ('messageId' in reply) {
    progress.countAccepted(sender.clock.now());
    backOff.fine();
    refusals.accepted();
    unknowns.clear();
    return write(context, claim, due, { kind: 'sent', messageId: reply.messageId, at }, reply.messageId);
  }
  const verdict = classify(reply.failure);
  if (verdict.kind === 'unknown') {
    unknowns.unknownOne(claim);
    progress.leaveUnsettled(due.shard);
    return write(context, claim, due, { kind: 'unknown', because: verdict.code, at }, verdict.code);
  }
  unknowns.clear();
  if (verdict.kind === 'refused') {
    const done = await write(
      context,
      claim,
      due,
      { kind: 'rejected', rejection: verdict.code, at },
      verdict.code,
    );
    const why = refusals.refusedOne();
    if (why) await context.pauseRun(why);
    return done;
  }
  await react(context, verdict.action, verdict.code);
  return release(context, claim, due, verdict.code);
}

/** What a call that was provably not sent means for the lane. */
async function react(context: AttemptContext, action: NotSentAction, code: string): Promise<void> {
  const { sender, progress, pacer, allowance, backOff, stop } = context;
  if (action === 'slow-down') {
    progress.throttled++;
    pacer.throttled(performance.now());
  } else if (action === 'wait-for-quota') {
    allowance.exhausted();
    stop.request({ kind: 'waiting', for: 'quota', until: allowance.resumeAt() });
  } else if (action === 'back-off') {
    backOff.trouble(performance.now());
    sender.log.warn('SES cannot be reached or throttles; backing off', { code });
  } else {
    await context.pauseRun(`SES refuses every mail: ${code}`);
  }
}

async function write(
  { sender, progress }: AttemptContext,
  claim: NoticeItem,
  due: DueRecipient,
  settlement: Settlement,
  detail: string,
): Promise<'done'> {
  progress.record(settlement.kind, `${due.rid} ${due.sequence} ${claim.attemptId} ${detail}`);
  const held = await sender.notices.settle(claim, settlement);
  // Nobody but us settles this attempt, so a lost one means that the item was changed by hand or erased.
  if (!held) sender.log.warn('an attempt could not be settled', { lane: progress.lane.lane });
  return 'done';
}

async function release(
  context: AttemptContext,
  claim: NoticeItem,
  due: DueRecipient,
  code: string,
): Promise<'done' | 'again'> {
  context.allowance.giveBack();
  const released = await context.sender.notices.release(claim, due.previous);
  context.progress.record('released', `${due.rid} ${due.sequence} ${claim.attemptId} ${code}`);
  return released ? 'again' : 'done';
}
