import { canonicalJson } from '../../domain/evidence/canonical-json';
import { sha256 } from '../../domain/ids';
import type { IncidentRecord } from '../../domain/incident-record';
import type { RecordItem } from './items';
import { incidentPk, recordSk } from './keys';
import type { RegisterTable, TransactedWrite } from './table';

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
