import * as z from 'zod';
import { appendLog } from '../../adapters/register/log';
import { stamp } from '../../shared/clock';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Routes } from '../router';
import { callerOf, incidentOf, type Services } from '../services';
import { viewOf } from '../view';

const Approve = z.strictObject({ manifest: z.string().min(1), why: z.string().max(1000).optional() });

/** Approving the exact content: only the current manifest's hash counts, and each person once. */
export function approvalRoutes(services: Services): Routes {
  return {
    'POST /incidents/{incident}/approve': async (call) => {
      const by = callerOf(call);
      const { manifest, why } = parseBody(Approve, call.body);
      const { incident } = await incidentOf(services, call);
      let added = false;
      const changed = await services.incidents.decide(incident, (current) => {
        if (current.manifest?.hash !== manifest) {
          throw new ApiError(
            409,
            'manifest-changed',
            `The current manifest is ${current.manifest?.hash ?? 'not computed yet'}: look at it, then approve that one.`,
          );
        }
        const approvals = (current.approvals ?? []).filter((given) => given.manifest === manifest);
        added = !approvals.some((given) => given.by === by);
        return added
          ? { approvals: [...approvals, { by, at: stamp(services.clock), manifest, why }] }
          : undefined;
      });
      if (added) {
        await appendLog(
          services.table,
          incident,
          { by, what: 'approved', why, facts: { manifest } },
          services.clock,
        );
      }
      return viewOf(services, changed ?? (await incidentOf(services, call)));
    },
  };
}
