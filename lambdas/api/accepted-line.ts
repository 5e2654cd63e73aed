import type { ExposureItem, IncidentItem, QuarantineItem } from '../adapters/register/items';
import { exposureHash, exposureSk, recipientsPk } from '../adapters/register/keys';
import type { RegisterTable } from '../adapters/register/table';
import type { Address } from '../domain/addresses/address';
import { cleanCell } from '../domain/addresses/clean';
import { recipientId, shardOf } from '../domain/ids';

/** What a person read in a quarantined line: an exposure like those that intake finds, of the next generation. */
export function acceptedExposure(
  incident: IncidentItem,
  { drop, member, line }: QuarantineItem,
  { address, key, flags }: Address,
  said: { company: string; group: string },
): ExposureItem {
  const rid = recipientId(incident.key, key);
  const generation = incident.generation + 1;
  const company = cleanCell(said.company);
  const group = cleanCell(said.group);
  return {
    pk: recipientsPk(incident.incident, shardOf(rid, incident.shardBits)),
    sk: exposureSk(rid, exposureHash(incident.key, company, group, address), generation),
    rid,
    generation,
    address,
    key,
    company,
    group,
    drop,
    member,
    line,
    flags,
  };
}

/** Whether this line has brought this recipient already. */
export async function isOnRecord(
  table: RegisterTable,
  incident: IncidentItem,
  { drop, member, line }: QuarantineItem,
  { key }: Address,
): Promise<boolean> {
  const rid = recipientId(incident.key, key);
  const pk = recipientsPk(incident.incident, shardOf(rid, incident.shardBits));
  for await (const known of table.query<ExposureItem>(pk, { prefix: `${rid}#X` })) {
    if (known.drop === drop && known.member === member && known.line === line) return true;
  }
  return false;
}
