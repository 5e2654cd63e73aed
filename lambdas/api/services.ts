import type { Queue } from '../adapters/queue';
import type { Incidents } from '../adapters/register/incidents';
import type { RegisterTable } from '../adapters/register/table';
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

/** The incident of the path. @throws ApiError 404 */
export async function incidentOf(services: Services, call: Call) {
  const id = call.parameters.incident ?? '';
  const incident = await services.incidents.get(id);
  if (!incident) throw new ApiError(404, 'no-such-incident', `There is no incident '${id}'.`);
  return incident;
}
