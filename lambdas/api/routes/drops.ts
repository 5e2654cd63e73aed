import * as z from 'zod';
import type { DropItem } from '../../adapters/register/items';
import { dropSk, incidentPk } from '../../adapters/register/keys';
import { changeLogged } from '../../adapters/register/logged-change';
import { stamp } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import { countDecision } from '../decisions';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, type Services } from '../services';
import { viewOf } from '../view';
import { Why } from '../why';

const SetAside = z.strictObject({
  drop: z.string().min(1),
  setAside: z.literal(true),
  why: Why,
});

/**
 * A person's word on a whole file that cannot be settled line by line: refused, or damaged beyond that, and replaced
 * by a corrected one. Its doubts hold the incident no longer; whoever was found in it stays affected.
 */
export function dropRoutes(services: Services): Routes {
  return { 'POST /incidents/{incident}/drops': (call) => setAside(services, call) };
}

async function setAside(services: Services, call: Call) {
  const by = callerOf(call);
  const { drop, why } = parseBody(SetAside, call.body);
  const incident = await incidentOf(services, call);
  const key = { pk: incidentPk(incident.incident), sk: dropSk(drop) };
  const item = await services.table.get<DropItem>(key);
  if (!item) throw new ApiError(404, 'no-such-drop', 'There is no such file in this incident.');
  if (item.state === 'received' || item.state === 'reading') {
    throw new ApiError(
      409,
      'being-read',
      'The file is still being read: decide when it is known what it holds.',
    );
  }
  const said = { by, at: stamp(services.clock), why };
  const entry = { by, what: 'drop-set-aside', why, facts: { drop, state: item.state } };
  const names = { '#setAside': 'setAside' };
  const update = { expression: 'SET #setAside = :said', names, values: { ':said': said } };
  try {
    await changeLogged(
      services.table,
      incident.incident,
      entry,
      services.clock,
      { key, update, condition: 'attribute_not_exists(#setAside)' },
      countDecision(incident),
    );
  } catch (error) {
    if (!(error instanceof ConditionLost)) throw error;
    throw new ApiError(409, 'already-decided', 'The file has been set aside already.');
  }
  return viewOf(services, await incidentOf(services, call));
}
