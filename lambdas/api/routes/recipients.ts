import * as z from 'zod';
import type { DecisionItem, IncidentItem } from '../../adapters/register/items';
import { decisionSk, incidentPk, metaSk, recipientsPk } from '../../adapters/register/keys';
import { appendLog } from '../../adapters/register/log';
import { type RegisterRecipient, walkRecipients } from '../../adapters/register/recipients';
import { readAddress } from '../../domain/addresses/address';
import { cleanCell } from '../../domain/addresses/clean';
import { recipientId, shardOf } from '../../domain/ids';
import { outcomeOf } from '../../domain/sending/outcome-of';
import { stamp } from '../../shared/clock';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, type Services } from '../services';

const Ask = z.strictObject({
  address: z.string().trim().min(3).max(320),
  /** Left out: only tells the outcome ('was this address told?'). */
  decision: z.enum(['withhold', 'release', 'second-route-done', 'resend', 'accept-unknown']).optional(),
  why: z.string().trim().min(1).max(1000),
});

/** One recipient, found by address: the outcome, and a person's decision. Either is an entry in the log. */
export function recipientRoutes(services: Services): Routes {
  return { 'POST /incidents/{incident}/recipients': (call) => lookUp(services, call) };
}

async function lookUp(services: Services, call: Call) {
  const by = callerOf(call);
  const { address, decision, why } = parseBody(Ask, call.body);
  const incident = await incidentOf(services, call);
  if (decision === 'resend' && incident.run?.state !== 'ended') {
    throw new ApiError(409, 'run-going-on', 'Decide on a second mail when the run has ended.');
  }
  const key = readAddress(cleanCell(address))?.key;
  const rid = key && recipientId(incident.key, key);
  const recipient = rid && (await findRecipient(services, incident, rid));
  await appendLog(
    services.table,
    incident.incident,
    {
      by,
      what: decision ?? 'recipient-looked-up',
      why,
      facts: { rid: rid || null, affected: Boolean(recipient) },
    },
    services.clock,
  );
  if (!recipient) return { affected: false };
  if (decision) await writeDecision(services, incident, recipient.rid, { decision, by, why });
  return { affected: true, rid: recipient.rid, outcome: outcomeOf(recipient, services.clock.now()) };
}

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
  rid: string,
  said: Pick<DecisionItem, 'decision' | 'by' | 'why'>,
): Promise<void> {
  const at = stamp(services.clock);
  const item: DecisionItem = {
    pk: recipientsPk(incident.incident, shardOf(rid, incident.shardBits)),
    sk: decisionSk(rid, at),
    rid,
    ...said,
    at,
  };
  await services.table.transact([
    { put: item },
    {
      key: { pk: incidentPk(incident.incident), sk: metaSk },
      update: {
        expression: 'SET #decisions = if_not_exists(#decisions, :none) + :one',
        names: { '#decisions': 'decisions' },
        values: { ':none': 0, ':one': 1 },
      },
    },
  ]);
}
