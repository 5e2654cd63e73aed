import * as z from 'zod';
import type { ExposureItem, IncidentItem, QuarantineItem } from '../../adapters/register/items';
import {
  exposureHash,
  exposureSk,
  incidentPk,
  metaSk,
  quarantinePk,
  quarantineSk,
  recipientsPk,
} from '../../adapters/register/keys';
import { appendLog } from '../../adapters/register/log';
import { type Address, readAddress } from '../../domain/addresses/address';
import { cleanCell } from '../../domain/addresses/clean';
import { recipientId, shardOf } from '../../domain/ids';
import { stamp } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import type { QuarantineLine } from '../contract';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, type Services } from '../services';

/** Lines a page: each may carry 16 KB of text, and an answer of the API is at most 6 MB. */
const PAGE = 100;

const text = z.string().trim().max(1000);
const Decide = z
  .strictObject({
    drop: z.string().min(1),
    member: z.int().nonnegative().default(0),
    line: z.int().positive(),
    accept: z.boolean(),
    /** With `accept`: the address as corrected, one call for each person the line holds. */
    address: text.min(3).optional(),
    company: text.default(''),
    group: text.default(''),
    why: text.min(1),
  })
  .refine(({ accept, address }) => accept === (address !== undefined), {
    path: ['address'],
    error: 'an accepted line needs the corrected address, a dismissed one has none',
  });
type Decide = z.infer<typeof Decide>;

/** Lines that no rule could explain, and a person's word on each. */
export function quarantineRoutes(services: Services): Routes {
  return {
    'GET /incidents/{incident}/quarantine': (call) => list(services, call),
    'POST /incidents/{incident}/quarantine': (call) => decide(services, call),
  };
}

async function list(services: Services, call: Call) {
  const by = callerOf(call);
  const { incident } = await incidentOf(services, call);
  const lines: QuarantineLine[] = [];
  let next: string | undefined;
  const range = { after: call.query.after ?? '', pageSize: PAGE };
  for await (const item of services.table.query<QuarantineItem>(quarantinePk(incident), range)) {
    if (lines.length === PAGE) break;
    lines.push(viewOfLine(item));
    next = item.sk;
  }
  await appendLog(
    services.table,
    incident,
    { by, what: 'quarantine-read', facts: { lines: lines.length } },
    services.clock,
  );
  return { lines, next: lines.length === PAGE ? next : undefined };
}

async function decide(services: Services, call: Call): Promise<QuarantineLine> {
  const by = callerOf(call);
  const asked = parseBody(Decide, call.body);
  const incident = await incidentOf(services, call);
  const key = { pk: quarantinePk(incident.incident), sk: quarantineSk(asked.drop, asked.member, asked.line) };
  const item = await services.table.get<QuarantineItem>(key);
  if (!item) throw new ApiError(404, 'no-such-line', 'There is no such quarantined line.');
  const decision = { accept: asked.accept, by, at: stamp(services.clock), why: asked.why };
  const address = asked.address === undefined ? undefined : readAddress(cleanCell(asked.address));
  if (asked.accept && !address) {
    throw new ApiError(400, 'invalid-address', 'address: no mail can be sent to this address.');
  }
  await writeDecision(services, incident, { ...item, decision }, address, asked);
  await appendLog(
    services.table,
    incident.incident,
    {
      by,
      what: asked.accept ? 'line-accepted' : 'line-dismissed',
      why: asked.why,
      facts: { drop: asked.drop, member: asked.member, line: asked.line, code: item.code },
    },
    services.clock,
  );
  return viewOfLine({ ...item, decision });
}

/**
 * The decision and what follows from it become visible together: an accepted line's exposure carries the next
 * generation, and a manifest that covers this generation must not be computed before the exposure is there.
 */
async function writeDecision(
  services: Services,
  incident: IncidentItem,
  item: QuarantineItem,
  address: Address | undefined,
  asked: Decide,
): Promise<void> {
  const exposure = address && exposureOf(incident, item, address, asked);
  const counters = address ? '#generation = :next, ' : '';
  try {
    await services.table.transact([
      { put: item },
      ...(exposure ? [{ put: exposure }] : []),
      {
        key: { pk: incidentPk(incident.incident), sk: metaSk },
        update: {
          expression: `SET ${counters}#decisions = if_not_exists(#decisions, :none) + :one`,
          names: { '#generation': 'generation', '#decisions': 'decisions' },
          values: {
            ':seen': incident.generation,
            ...(address && { ':next': incident.generation + 1 }),
            ':none': 0,
            ':one': 1,
          },
        },
        condition: '#generation = :seen',
      },
    ]);
  } catch (error) {
    if (!(error instanceof ConditionLost)) throw error;
    throw new ApiError(
      409,
      'incident-changed',
      'A file arrived at the same moment: send the decision again.',
    );
  }
}

function exposureOf(
  incident: IncidentItem,
  item: QuarantineItem,
  address: Address,
  asked: Decide,
): ExposureItem {
  const rid = recipientId(incident.key, address.key);
  const generation = incident.generation + 1;
  const company = cleanCell(asked.company);
  const group = cleanCell(asked.group);
  return {
    pk: recipientsPk(incident.incident, shardOf(rid, incident.shardBits)),
    sk: exposureSk(rid, exposureHash(incident.key, company, group, address.address), generation),
    rid,
    generation,
    address: address.address,
    key: address.key,
    company,
    group,
    drop: item.drop,
    member: item.member,
    line: item.line,
    flags: address.flags,
  };
}

function viewOfLine({ pk: _pk, sk: _sk, generation: _generation, ...line }: QuarantineItem): QuarantineLine {
  return line;
}
