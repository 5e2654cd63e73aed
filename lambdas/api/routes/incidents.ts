import * as z from 'zod';
import type { IncidentItem } from '../../adapters/register/items';
import { decideLogged } from '../../adapters/register/logged-change';
import { keepRecord, recordHashOf } from '../../adapters/register/record-versions';
import { canonicalJson } from '../../domain/evidence/canonical-json';
import { INCIDENT_ID } from '../../domain/ids';
import { type IncidentRecord, parseIncidentRecord } from '../../domain/incident-record';
import { stamp } from '../../shared/clock';
import type { IncidentSummary } from '../contract';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Call, Routes } from '../router';
import { callerOf, incidentOf, refuseRecordErased, type Services } from '../services';
import { viewOf } from '../view';

/** No file is known yet; 16 shards take 16,000 writes a second, enough for a million recipients a minute. */
const SHARD_BITS = 4;

const Upload = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\p{Cc}]+$/u, 'must be a file name without folders'),
});

/** Opening, reading and describing an incident, and the link to drop a file into it. */
export function incidentRoutes(services: Services): Routes {
  return {
    'GET /incidents': async () => {
      const summaries: IncidentSummary[] = [];
      for await (const id of services.incidents.list()) {
        const incident = await services.incidents.get(id);
        if (incident) summaries.push(summaryOf(incident));
      }
      return summaries;
    },
    'GET /incidents/{incident}': async (call) => viewOf(services, await incidentOf(services, call)),
    'PUT /incidents/{incident}': (call) => describe(services, call),
    'POST /incidents/{incident}/uploads': async (call) => {
      const id = idOf(call);
      const { name } = parseBody(Upload, call.body);
      return { url: await services.links.upload(`${id}/${name}`) };
    },
  };
}

async function describe(services: Services, call: Call) {
  const by = callerOf(call);
  const id = idOf(call);
  const parsed = parseIncidentRecord(call.body);
  if ('faults' in parsed) {
    throw new ApiError(
      400,
      'invalid-incident',
      'The incident record does not fit its schema.',
      parsed.faults,
    );
  }
  if (parsed.record.incident !== id) {
    throw new ApiError(
      400,
      'invalid-incident',
      `The record is of incident '${parsed.record.incident}', not '${id}'.`,
    );
  }
  await services.incidents.open(id, {
    key: services.randomKey(),
    shardBits: SHARD_BITS,
    at: stamp(services.clock),
  });
  const recordHash = recordHashOf(parsed.record);
  const changed = await decideLogged(services, id, (current) => {
    refuseRecordErased(current);
    if (current.recordHash === recordHash) return undefined;
    refuseOtherRehearsal(current, parsed.record);
    const fields = changedFields(current.record, parsed.record);
    return {
      change: { record: parsed.record, recordHash },
      said: { by, what: 'incident-described', facts: { record: recordHash, fields } },
      also: [keepRecord(id, recordHash, parsed.record)],
    };
  });
  if (!changed) throw new ApiError(404, 'no-such-incident', `There is no incident '${id}'.`);
  return viewOf(services, changed);
}

/** The notices of a run count as its own: told for real, or not told at all. What one has begun no other may go on with. */
function refuseOtherRehearsal({ run, record }: IncidentItem, next: IncidentRecord): void {
  if (!run || Boolean(record?.sending.rehearsal) === Boolean(next.sending.rehearsal)) return;
  throw new ApiError(
    409,
    'rehearsal-fixed',
    'This incident has been sent already, rehearsed or for real: open a new incident and drop the files there.',
  );
}

/** Names of the top-level fields that differ: the log says what changed without repeating the texts. */
function changedFields(before: IncidentRecord | undefined, after: IncidentRecord): string[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after)]) as Set<keyof IncidentRecord>;
  return [...fields].filter(
    (field) => canonicalJson(before?.[field] ?? null) !== canonicalJson(after[field] ?? null),
  );
}

function idOf(call: Call): string {
  const id = call.parameters.incident ?? '';
  if (!INCIDENT_ID.test(id)) {
    throw new ApiError(
      400,
      'invalid-incident-id',
      'An incident id is 3 to 63 of a-z, 0-9 and -, not starting with -.',
    );
  }
  return id;
}

function summaryOf(incident: IncidentItem): IncidentSummary {
  const { phase, openedAt, record } = incident;
  return { incident: incident.incident, phase, title: record?.title, openedAt };
}
