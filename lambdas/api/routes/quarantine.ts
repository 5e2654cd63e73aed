import * as z from 'zod';
import type { IncidentItem, QuarantineItem } from '../../adapters/register/items';
import { quarantinePk, quarantineSk } from '../../adapters/register/keys';
import { appendLog } from '../../adapters/register/log';
import { changeLogged } from '../../adapters/register/logged-change';
import { type Address, readAddress } from '../../domain/addresses/address';
import { cleanCell } from '../../domain/addresses/clean';
import { stamp } from '../../shared/clock';
import { ConditionLost } from '../../shared/errors';
import { acceptedExposure, isOnRecord } from '../accepted-line';
import type { QuarantineLine } from '../contract';
import { countDecision } from '../decisions';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, refuseErased, type Services } from '../services';
import { Why } from '../why';

/** Lines a page: each may carry 16 KB of text, and an answer of the API is at most 6 MB. */
const PAGE = 100;

const text = z.string().trim().max(1000);
const Decide = z
  .strictObject({
    drop: z.string().min(1),
    /** The file's place in an archive, from 1. */
    member: z.int().positive().default(1),
    line: z.int().positive(),
    accept: z.boolean(),
    /** With `accept`: the address as corrected, one call for each person the line holds. */
    address: text.min(3).optional(),
    company: text.default(''),
    group: text.default(''),
    why: Why,
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
  let last: string | undefined;
  let next: string | undefined;
  for await (const item of linesAfter(services, incident, call.query.after)) {
    if (lines.length === PAGE) {
      next = last;
      break;
    }
    lines.push(viewOfLine(item));
    last = item.sk;
  }
  await appendLog(
    services.table,
    incident,
    { by, what: 'quarantine-read', facts: { lines: lines.length } },
    services.clock,
  );
  return { lines, next };
}

/** By file, member and line, as people number them; the register keeps them by the ids of drops. */
async function* linesAfter(
  { table, incidents }: Services,
  incident: string,
  after = '',
): AsyncGenerator<QuarantineItem> {
  const drops = await incidents.drops(incident);
  const seen = drops.findIndex(({ drop }) => after.startsWith(`${drop}#`));
  for (const [index, { drop }] of drops.entries()) {
    if (index < seen) continue;
    const range = { prefix: `${drop}#`, pageSize: PAGE + 1 };
    yield* table.query<QuarantineItem>(quarantinePk(incident), index === seen ? { ...range, after } : range);
  }
}

async function decide(services: Services, call: Call): Promise<QuarantineLine> {
  const by = callerOf(call);
  const asked = parseBody(Decide, call.body);
  const incident = await incidentOf(services, call);
  refuseErased(incident);
  const key = {
    pk: quarantinePk(incident.incident),
    sk: quarantineSk(asked.drop, asked.member - 1, asked.line),
  };
  const item = await services.table.get<QuarantineItem>(key);
  if (!item) throw new ApiError(404, 'no-such-line', 'There is no such quarantined line.');
  const address = asked.address === undefined ? undefined : readAddress(cleanCell(asked.address));
  if (asked.accept && !address) {
    throw new ApiError(400, 'invalid-address', 'address: no mail can be sent to this address.');
  }
  await checkUndecided(services, incident, item, address);
  // The word that was given first stays; a dismissed line may still be accepted, nobody is dismissed for good.
  const decision = item.decision?.accept
    ? item.decision
    : { accept: asked.accept, by, at: stamp(services.clock), why: asked.why };
  await writeDecision(services, incident, item, { ...item, decision }, address, { ...asked, by });
  return viewOfLine({ ...item, decision });
}

/** A decided line stays decided; only one more person may be found in it. */
async function checkUndecided(
  services: Services,
  incident: IncidentItem,
  item: QuarantineItem,
  address: Address | undefined,
): Promise<void> {
  if (!item.decision) return;
  const { accept, by, at } = item.decision;
  const was = `This line was ${accept ? 'accepted' : 'dismissed'} by ${by} at ${at}`;
  if (!address) {
    const instead = accept ? ': withhold the recipient if nobody should be told' : '';
    throw new ApiError(409, 'already-decided', `${was}${instead}.`);
  }
  if (accept && (await isOnRecord(services.table, incident, item, address))) {
    throw new ApiError(409, 'already-decided', `${was}, with this very address.`);
  }
}

/**
 * The decision, its entry in the log and what follows from it become visible together: an accepted line's exposure carries the next
 * generation, and a manifest that covers this generation must not be computed before the exposure is there.
 */
async function writeDecision(
  services: Services,
  incident: IncidentItem,
  seen: QuarantineItem,
  item: QuarantineItem,
  address: Address | undefined,
  asked: Decide & { by: string },
): Promise<void> {
  const exposure = address && acceptedExposure(incident, item, address, asked);
  const { by, why, drop, member, line } = asked;
  const what = asked.accept ? 'line-accepted' : 'line-dismissed';
  const facts = { drop, member, line, code: item.code, generation: exposure?.generation };
  try {
    await changeLogged(
      services.table,
      incident.incident,
      { by, what, why, facts },
      services.clock,
      { put: item, condition: undecidedSince(seen) },
      ...(exposure ? [{ put: exposure }] : []),
      countDecision(incident, exposure?.generation),
    );
  } catch (error) {
    if (!(error instanceof ConditionLost)) throw error;
    throw new ApiError(
      409,
      'incident-changed',
      'A file arrived or somebody else decided at the same moment: look at the line again.',
    );
  }
}

function undecidedSince({ decision }: QuarantineItem) {
  const names = { '#decision': 'decision' };
  if (!decision) return { expression: 'attribute_not_exists(#decision)', names };
  return {
    expression: '#decision.#at = :at',
    names: { ...names, '#at': 'at' },
    values: { ':at': decision.at },
  };
}

/** People count the files of an archive from 1, here as in the packs and in the log. */
function viewOfLine({ pk: _pk, sk: _sk, generation: _generation, ...line }: QuarantineItem): QuarantineLine {
  return { ...line, member: line.member + 1 };
}
