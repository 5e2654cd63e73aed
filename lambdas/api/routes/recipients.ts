import * as z from 'zod';
import type { DecisionItem, IncidentItem } from '../../adapters/register/items';
import { decisionSk, recipientsPk } from '../../adapters/register/keys';
import { appendLog } from '../../adapters/register/log';
import { changeLogged } from '../../adapters/register/logged-change';
import { type RegisterRecipient, walkRecipients } from '../../adapters/register/recipients';
import { readAddress } from '../../domain/addresses/address';
import { cleanCell } from '../../domain/addresses/clean';
import { recipientId, shardOf } from '../../domain/ids';
import { decisionFault } from '../../domain/sending/decide';
import { outcomeOf } from '../../domain/sending/outcome-of';
import { SECOND_ROUTES } from '../../domain/sending/recipient';
import { stamp } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import { countDecision } from '../decisions';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, refuseErased, refuseRecordErased, type Services } from '../services';
import { Why } from '../why';

const Ask = z
  .strictObject({
    address: z.string().trim().min(3).max(320),
    /** Left out: only tells the outcome ('was this address told?'). */
    decision: z.enum(['withhold', 'release', 'second-route-done', 'resend', 'accept-unknown']).optional(),
    /** With `second-route-done`: how the recipient was told. */
    route: z.enum(SECOND_ROUTES).optional(),
    why: Why,
  })
  .refine(({ decision, route }) => (decision === 'second-route-done') === (route !== undefined), {
    path: ['route'],
    error: `goes with second-route-done, and is one of ${SECOND_ROUTES.join(', ')}`,
  });

/** Words on what has happened; the others want a mail, for which there is no address any more. */
const LASTING: readonly unknown[] = [undefined, 'second-route-done', 'accept-unknown'];

type Said = Pick<DecisionItem, 'decision' | 'route' | 'by' | 'why'>;

/**
 * One recipient, found by address: the outcome, and a person's decision. Each is an entry in the log, which names the
 * recipient by id: the address stays out of it.
 */
export function recipientRoutes(services: Services): Routes {
  return { 'POST /incidents/{incident}/recipients': (call) => lookUp(services, call) };
}

async function lookUp(services: Services, call: Call) {
  const by = callerOf(call);
  const { address, decision, route, why } = parseBody(Ask, call.body);
  const incident = await incidentOf(services, call);
  refuseRecordErased(incident);
  if (!LASTING.includes(decision)) refuseErased(incident);
  const key = readAddress(cleanCell(address))?.key;
  const rid = key && recipientId(incident.key, key);
  const found = rid && (await findRecipient(services, incident, rid));
  const fault = found && decision && decisionFault(decision, found, incident.run);
  // Who is refused a decision has learnt all the same that the address is affected.
  if (!found || !decision || fault) {
    const facts = { rid: rid || null, affected: Boolean(found) };
    const entry = { by, what: 'recipient-looked-up', why, facts };
    await appendLog(services.table, incident.incident, entry, services.clock);
  }
  if (fault) throw new ApiError(409, fault.code, fault.message);
  if (!found) return { affected: false };
  if (!decision) return shownOf(services, found);
  await writeDecision(services, incident, found, { decision, route, by, why });
  return shownOf(services, (await findRecipient(services, incident, found.rid)) ?? found);
}

const shownOf = ({ clock }: Services, recipient: RegisterRecipient) => ({
  affected: true,
  rid: recipient.rid,
  outcome: outcomeOf(recipient, clock.now()),
});

async function findRecipient(
  services: Services,
  incident: IncidentItem,
  rid: string,
): Promise<RegisterRecipient | undefined> {
  const items = services.table.query<{ pk: string; sk: string }>(
    recipientsPk(incident.incident, shardOf(rid, incident.shardBits)),
    { prefix: `${rid}#` },
  );
  for await (const recipient of walkRecipients(items)) return recipient;
  return undefined;
}

async function writeDecision(
  services: Services,
  incident: IncidentItem,
  { rid, notices }: RegisterRecipient,
  said: Said,
): Promise<void> {
  const at = stamp(services.clock);
  const item: DecisionItem = {
    pk: recipientsPk(incident.incident, shardOf(rid, incident.shardBits)),
    sk: decisionSk(rid, at),
    rid,
    sequence: notices.at(-1)?.sequence,
    ...said,
    at,
  };
  const { by, why, route, decision: what } = said;
  try {
    await changeLogged(
      services.table,
      incident.incident,
      { by, what, why, facts: { rid, affected: true, ...(route && { route }) } },
      services.clock,
      { put: item, condition: { expression: 'attribute_not_exists(pk)' } },
      countDecision(incident),
    );
  } catch (error) {
    if (!(error instanceof ConditionLost)) throw error;
    throw new ApiError(409, 'incident-changed', 'Somebody else decided at the same moment: look again.');
  }
}
