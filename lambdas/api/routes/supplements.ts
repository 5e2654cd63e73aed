import * as z from 'zod';
import type { DecisionItem, IncidentItem } from '../../adapters/register/items';
import { decisionSk, recipientsPk } from '../../adapters/register/keys';
import { changeLogged } from '../../adapters/register/logged-change';
import { walkRecipients } from '../../adapters/register/recipients';
import { isSupplementProposed } from '../../domain/sending/supplement';
import { stamp } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import { countDecision } from '../decisions';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, refuseErased, type Services } from '../services';
import { Why } from '../why';

const Decide = z.strictObject({ why: Why });

/** An HTTP API waits 29 s; who has more people than fit into this calls again. */
const BUDGET_MS = 20_000;
/** Decisions a write: the table takes 25 at once. */
const BATCH = 25;

/** Decides that the people who were told of less than is known now are sent a supplement. It still needs approval. */
export function supplementRoutes(services: Services): Routes {
  return { 'POST /incidents/{incident}/supplements': (call) => decide(services, call) };
}

async function decide(services: Services, call: Call) {
  const by = callerOf(call);
  const { why } = parseBody(Decide, call.body);
  const incident = await incidentOf(services, call);
  refuseErased(incident);
  if (!incident.run)
    throw new ApiError(409, 'no-run', 'Nobody has been told yet: a supplement comes second.');
  await begin(services, incident, { by, why });
  const { decided, more } = await decideAll(services, incident, { by, why });
  const entry = { by, what: 'supplements-decided', why, facts: { recipients: decided, more } };
  await changeLogged(services.table, incident.incident, entry, services.clock, countDecision(incident));
  return { decided, more };
}

/**
 * First of all: no run can start on a manifest that says nothing of the supplements, and no decision is ever there
 * without an entry of who made it and why.
 */
async function begin(
  services: Services,
  incident: IncidentItem,
  { by, why }: Pick<DecisionItem, 'by' | 'why'>,
): Promise<void> {
  const { key, update } = countDecision(incident) as Extract<
    ReturnType<typeof countDecision>,
    { update: object }
  >;
  const names = { ...update.names, '#run': 'run', '#state': 'state' };
  const values = { ...update.values, ':ended': 'ended' };
  const counted = { key, update: { ...update, names, values }, condition: '#run.#state = :ended' };
  const entry = { by, what: 'supplements-begun', why, facts: { run: incident.run?.id } };
  try {
    await changeLogged(services.table, incident.incident, entry, services.clock, counted);
  } catch (error) {
    if (!(error instanceof ConditionLost)) throw error;
    throw new ApiError(409, 'run-going-on', 'Decide on supplements when the run has ended.');
  }
}

async function decideAll(
  services: Services,
  incident: IncidentItem,
  said: Pick<DecisionItem, 'by' | 'why'>,
): Promise<{ decided: number; more: boolean }> {
  const until = services.clock.now().getTime() + BUDGET_MS;
  const batch: DecisionItem[] = [];
  let decided = 0;
  const write = async () => {
    await services.table.batchPut(batch);
    decided += batch.splice(0).length;
  };
  for await (const { pk, rid } of proposed(services, incident)) {
    const at = stamp(services.clock);
    batch.push({ pk, sk: decisionSk(rid, at), rid, decision: 'supplement', ...said, at });
    if (batch.length < BATCH) continue;
    await write();
    if (services.clock.now().getTime() >= until) return { decided, more: true };
  }
  await write();
  return { decided, more: false };
}

/** Those who are proposed and not decided on: whoever calls again goes on where the last call stopped. */
async function* proposed(
  { table }: Services,
  { incident, shardBits, run, earlierRuns, manifest }: IncidentItem,
) {
  const coveredBy = (id: string) => (id === run?.id ? run.generation : earlierRuns?.[id]);
  for (let shard = 0; shard < 2 ** shardBits; shard++) {
    const pk = recipientsPk(incident, shard);
    for await (const recipient of walkRecipients(table.query(pk))) {
      if (isSupplementProposed(recipient, manifest?.generation ?? 0, coveredBy))
        yield { pk, rid: recipient.rid };
    }
  }
}
