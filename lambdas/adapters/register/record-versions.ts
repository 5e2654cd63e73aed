import { canonicalJson } from '../../domain/evidence/canonical-json';
import { sha256 } from '../../domain/ids';
import type { IncidentRecord } from '../../domain/incident-record';
import type { RecordItem } from './items';
import { incidentPk, recordPrefix, recordSk } from './keys';
import type { Key, RegisterTable, TransactedWrite } from './table';

/** SHA-256 of the record's canonical JSON: what the log and the manifest name it by. */
export const recordHashOf = (record: IncidentRecord) => sha256(canonicalJson(record));

/** Keeps one version of the incident record, to be written together with META and the log. Repeating it is no matter. */
export function keepRecord(incident: string, recordHash: string, record: IncidentRecord): TransactedWrite {
  const item: RecordItem = {
    pk: incidentPk(incident),
    sk: recordSk(recordHash),
    incident,
    recordHash,
    record,
  };
  return { put: item };
}

/** The version that the log names; undefined where the register lacks it or has something else in its place. */
export async function recordVersion(
  table: Pick<RegisterTable, 'get'>,
  incident: string,
  recordHash: string,
): Promise<IncidentRecord | undefined> {
  const item = await table.get<RecordItem>({ pk: incidentPk(incident), sk: recordSk(recordHash) });
  return item && recordHashOf(item.record) === recordHash ? item.record : undefined;
}

/** Destroys every version. Their hashes stay in the log: whoever kept a record can still show that it was the one. */
export async function forgetRecords(
  table: Pick<RegisterTable, 'query' | 'batchDelete'>,
  incident: string,
): Promise<void> {
  const keys: Key[] = [];
  const range = { prefix: recordPrefix, only: ['pk', 'sk'] };
  for await (const key of table.query<Key>(incidentPk(incident), range)) keys.push(key);
  await table.batchDelete(keys);
}
