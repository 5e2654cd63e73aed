import { createHash } from 'node:crypto';
import type { IncidentItem, Manifest } from '../adapters/register/items';
import { recipientsPk } from '../adapters/register/keys';
import { type RegisterRecipient, walkRecipients } from '../adapters/register/recipients';
import type { RegisterTable } from '../adapters/register/table';
import { canonicalJson } from '../domain/evidence/canonical-json';
import { sha256 } from '../domain/ids';
import { emptyCounts, type OutcomeCounts } from '../domain/outcome';
import { outcomeOf } from '../domain/sending/outcome-of';
import { isSettled, type Patience } from '../domain/settled';

/** What one walk over all shards shows of the recipients up to a generation. */
export interface Census {
  digest: string;
  recipients: number;
  exposures: number;
  totals: OutcomeCounts;
  /** Recipients whose outcome may still change by itself, see `isSettled`. */
  open: number;
}

/**
 * Counts everyone up to `generation` in flat memory. The digest covers each recipient, each distinct exposure and
 * each decision to withhold, in key order, so the same people give the same digest however often files repeat.
 */
export async function takeCensus(
  table: RegisterTable,
  incident: Pick<IncidentItem, 'incident' | 'shardBits'>,
  generation: number,
  now: Date,
  patience: Patience,
): Promise<Census> {
  const digest = createHash('sha256');
  const census: Census = {
    digest: '',
    recipients: 0,
    exposures: 0,
    totals: emptyCounts(),
    open: 0,
  };
  for (let shard = 0; shard < 2 ** incident.shardBits; shard++) {
    const items = table.query<{ pk: string; sk: string }>(recipientsPk(incident.incident, shard));
    for await (const recipient of walkRecipients(items)) {
      const exposures = distinctExposures(recipient, generation);
      if (exposures.size === 0) continue;
      const outcome = outcomeOf(recipient, now);
      digest.update(`${recipient.rid} ${outcome === 'withheld' ? 'withheld' : 'tell'}\n`);
      for (const hash of exposures) digest.update(` ${hash}\n`);
      census.recipients++;
      census.exposures += exposures.size;
      if (!isSettled(outcome, recipient.notices[0], now, patience)) census.open++;
      census.totals[outcome]++;
      census.totals.total++;
    }
  }
  census.digest = digest.digest('hex');
  return census;
}

/** Hashes of the distinct exposures known up to `generation`; a repeated drop repeats a hash, not an exposure. */
function distinctExposures(recipient: RegisterRecipient, generation: number): Set<string> {
  const hashes = new Set<string>();
  for (const exposure of recipient.exposures) {
    if (exposure.generation > generation) continue;
    hashes.add(exposure.sk.split('#')[1] ?? '');
  }
  return hashes;
}

/** The manifest: what an approval is for. Any change of recipients, texts or sender gives another hash. */
export function manifestOf(incident: IncidentItem, census: Census, generation: number, now: Date): Manifest {
  const { record } = incident;
  const parts = {
    recipients: census.digest,
    texts: sha256(canonicalJson(record ? { ...record, sender: undefined, policy: undefined } : null)),
    sender: sha256(canonicalJson(record?.sender ?? null)),
  };
  return {
    hash: sha256(canonicalJson(parts)),
    generation,
    recipients: census.recipients,
    exposures: census.exposures,
    record: incident.recordHash,
    parts,
    computedAt: now.toISOString(),
  };
}
