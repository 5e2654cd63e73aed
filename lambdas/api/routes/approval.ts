import * as z from 'zod';
import type { IncidentItem } from '../../adapters/register/items';
import { decideLogged } from '../../adapters/register/logged-change';
import { stamp } from '../../shared/clock';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Routes } from '../router';
import { callerOf, incidentOf, refuseErased, type Services } from '../services';
import { viewOf } from '../view';
import { Why } from '../why';

const Approve = z.strictObject({ manifest: z.string().min(1), why: Why.optional() });

/** Approving the exact content: only the current manifest's hash counts, and each person once. */
export function approvalRoutes(services: Services): Routes {
  return {
    'POST /incidents/{incident}/approve': async (call) => {
      const by = callerOf(call);
      const { manifest, why } = parseBody(Approve, call.body);
      const { incident } = await incidentOf(services, call);
      const changed = await decideLogged(services, incident, (current) => {
        refuseErased(current);
        refuseOther(current, manifest);
        const approvals = (current.approvals ?? []).filter((given) => given.manifest === manifest);
        if (approvals.some((given) => given.by === by)) return undefined;
        const approval = { by, at: stamp(services.clock), manifest, why, parts: current.manifest?.parts };
        return {
          change: { approvals: [...approvals, approval] },
          said: { by, what: 'approved', why, facts: { manifest } },
        };
      });
      return viewOf(services, changed ?? (await incidentOf(services, call)));
    },
  };
}

/** @throws ApiError 409 unless this is the manifest that stands for what would be sent now */
function refuseOther(current: IncidentItem, manifest: string): void {
  if (current.manifest?.hash !== manifest) {
    throw new ApiError(
      409,
      'manifest-changed',
      `The current manifest is ${current.manifest?.hash ?? 'not computed yet'}: look at it, then approve that one.`,
    );
  }
  if (!current.record) {
    throw new ApiError(
      409,
      'no-notice',
      'There is no notice yet that could be approved: put the record first.',
    );
  }
  if (isOutdated(current)) {
    throw new ApiError(
      409,
      'manifest-outdated',
      'The record or a decision has changed and the manifest is being computed anew: look again in a moment.',
    );
  }
}

/** Whether people have changed what the manifest was computed from. */
function isOutdated({ manifest, recordHash, decisions }: IncidentItem): boolean {
  if (!manifest) return true;
  return manifest.record !== recordHash || (manifest.decisions ?? decisions ?? 0) < (decisions ?? 0);
}
