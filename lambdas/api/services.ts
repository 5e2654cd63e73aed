import type { Queue } from '../adapters/queue';
import type { Incidents } from '../adapters/register/incidents';
import type { IncidentItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import { ERASING } from '../domain/evidence/erasure';
import type { Clock } from '../shared/clock';
import type { BuildExport } from '../shared/messages';
import { ApiError } from './errors';
import type { Call } from './router';

/** What the routes work with. */
export interface Services {
  table: RegisterTable;
  incidents: Incidents;
  exports: Queue<BuildExport>;
  /** Presigned links, valid for 15 minutes, checked by S3 against the api's own role. */
  links: {
    upload(key: string): Promise<string>;
    download(key: string): Promise<string>;
  };
  /** The second layer of the kill switch: SES itself refuses while it is off. */
  setSending(enabled: boolean): Promise<void>;
  clock: Clock;
  newId(): string;
  /** 32 random bytes. */
  randomKey(): Uint8Array;
}

/** The caller; every route but the public check has one, because API Gateway asks IAM first. */
export function callerOf(call: Call): string {
  if (!call.by) throw new ApiError(403, 'no-principal', 'Sign the call with IAM credentials.');
  return call.by;
}

/** Without the key any answer about a person would be a guess, and without the record there is nothing to show. @throws ApiError 410 after its destruction */
export function refuseRecordErased({ recordErasedAt }: IncidentItem): void {
  if (recordErasedAt === undefined) return;
  throw new ApiError(
    410,
    'record-erased',
    'The key and the record of this incident were destroyed on schedule: nobody can tell any more who was told.',
  );
}

/** Nothing that needs an address or would write one. @throws ApiError 410 from the first step of erasure on */
export function refuseErased({ erasing, addressesErasedAt }: IncidentItem): void {
  if (erasing === undefined && addressesErasedAt === undefined) return;
  throw new ApiError(
    410,
    'addresses-erased',
    'The addresses and lines of this incident were erased on schedule: open a new incident for a new file.',
  );
}

/** Nothing that reads all of it and writes it down. @throws ApiError 409 while erasure is under way */
export function refuseErasing({ erasing }: IncidentItem): void {
  if (erasing !== undefined) throw new ApiError(409, 'erasing', ERASING);
}

/** The incident of the path. @throws ApiError 404 */
export async function incidentOf(services: Services, call: Call) {
  const id = call.parameters.incident ?? '';
  const incident = await services.incidents.get(id);
  if (!incident) throw new ApiError(404, 'no-such-incident', `There is no incident '${id}'.`);
  return incident;
}
