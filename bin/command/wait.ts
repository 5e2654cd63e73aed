import type { IncidentView } from '../../lambdas/api/contract';
import { APPROVAL_HOLDS } from '../../lambdas/domain/holds';
import type { ApiClient } from './api-client';
import type { Dropped } from './drop';
import { Fault } from './fault';

const POLL_MS = 250;

/** The longest wait of a laptop is a lane's stall of 10 s; twelve of them without any change are not a wait. */
const STUCK_MS = 120_000;

/**
 * Polls the incident until `until` says so; every look goes to `show`.
 *
 * @throws Fault when nothing at all has changed for two minutes: some stage keeps failing.
 */
export async function watch(
  api: ApiClient,
  incident: string,
  show: (view: IncidentView) => void,
  until: (view: IncidentView) => boolean,
): Promise<IncidentView> {
  let last = { look: '', at: performance.now() };
  for (;;) {
    const view = await api.incident(incident);
    if (view) {
      show(view);
      if (until(view)) return view;
    }
    const look = JSON.stringify(view ?? null);
    if (look !== last.look) last = { look, at: performance.now() };
    if (performance.now() - last.at > STUCK_MS) {
      throw new Fault(
        'nothing has moved for two minutes; start again with --data DIR and look into DIR/logs/.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The files dropped now are read (or refused), and the manifest covers them, the record and all decisions. */
export function isReviewed(view: IncidentView, dropped: Dropped[]): boolean {
  const ours = dropped.every(({ key, version }) =>
    view.drops.some(({ custody }) => custody.key === key && custody.version === version),
  );
  if (!ours || isBeingRead(view)) return false;
  return isSending(view) || isPutAway(view) || isCurrent(view);
}

const isBeingRead = ({ drops }: IncidentView) =>
  drops.some(({ state }) => state === 'received' || state === 'reading');

/** Nothing has come in or changed since manifest, holds and phase were computed. */
export function isCurrent(view: IncidentView): boolean {
  const { manifest } = view;
  return (
    !isBeingRead(view) &&
    manifest !== undefined &&
    manifest.generation >= view.generation &&
    manifest.record === view.recordHash &&
    (manifest.decisions ?? 0) >= (view.decisions ?? 0)
  );
}

/** Nothing is computed for it any more. */
const isPutAway = ({ phase, addressesErasedAt }: IncidentView) =>
  phase === 'closed' || phase === 'erased' || addressesErasedAt !== undefined;

export const isSending = ({ phase }: IncidentView) => phase === 'sending' || phase === 'paused';

/** What no approval overrides. */
export const doubtsOf = ({ holds }: IncidentView) =>
  holds.filter(({ code }) => !APPROVAL_HOLDS.includes(code));

/** Done for the current manifest, stopped by a hold, or paused: nothing more happens without a person. */
export function isOver(view: IncidentView): boolean {
  if (isPutAway(view)) return true;
  if (view.phase === 'done') return isCurrent(view);
  if (!isPaused(view)) return false;
  const resting = view.lanes.every(({ state }) => state === 'paused' || state === 'drained');
  return resting && isCounted(view);
}

/** The phase follows the control field at reconcile's next tick: what somebody has just resumed is not paused. */
export const isPaused = ({ phase, control }: IncidentView) => phase === 'paused' && control?.control !== 'go';

/** Nobody was sent anything after the last count. */
export const isCounted = ({ lanes, totalsAt = '' }: IncidentView) =>
  lanes.every(({ heartbeatAt }) => heartbeatAt < totalsAt);
