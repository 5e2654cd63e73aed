import * as z from 'zod';
import type { ControlItem } from '../../adapters/register/items';
import { controlSk, incidentPk } from '../../adapters/register/keys';
import { changeLogged } from '../../adapters/register/logged-change';
import { stamp } from '../../shared/clock';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, type Services } from '../services';
import { viewOf } from '../view';
import { Why } from '../why';

const Control = z.strictObject({
  why: Why,
  /** Also switch the configuration set's sending, SES's own switch: it stops every incident's mail. */
  everything: z.boolean().optional(),
});

/** The kill switch: the control field that every sender reads each second, and SES's own switch behind it. */
export function controlRoutes(services: Services): Routes {
  return {
    'POST /incidents/{incident}/pause': (call) => control(services, call, 'pause'),
    'POST /incidents/{incident}/resume': (call) => control(services, call, 'go'),
  };
}

async function control(services: Services, call: Call, wanted: ControlItem['control']) {
  const by = callerOf(call);
  const { why, everything } = parseBody(Control, call.body);
  const incident = await incidentOf(services, call);
  const { run } = incident;
  if (!run || run.state === 'ended') {
    throw new ApiError(409, 'no-run', 'Nothing is being sent for this incident.');
  }
  const item: ControlItem = {
    pk: incidentPk(incident.incident),
    sk: controlSk,
    run: run.id,
    control: wanted,
    by,
    at: stamp(services.clock),
    why,
  };
  const what = wanted === 'pause' ? 'paused' : 'resumed';
  const facts = { run: run.id, everything: everything ?? false };
  const entry = { by, what, why, facts };
  await changeLogged(services.table, incident.incident, entry, services.clock, { put: item });
  // SES knows no transaction: what was asked is on record before it is done, and who got an error asks again
  if (everything) await services.setSending(wanted === 'go');
  return viewOf(services, incident);
}
