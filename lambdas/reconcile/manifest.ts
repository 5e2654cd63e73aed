import { createHash } from 'node:crypto';
import type { IncidentItem, Manifest } from '../adapters/register/items';
import { recipientsPk } from '../adapters/register/keys';
import { type RegisterRecipient, walkRecipients } from '../adapters/register/recipients';
import type { RegisterTable } from '../adapters/register/table';
import { noticeDigest } from '../dispatch/notice/digest';
import { canonicalJson } from '../domain/evidence/canonical-json';
import { countryOf } from '../domain/evidence/country';
import { sha256 } from '../domain/ids';
import { emptyCounts, type Outcome, type OutcomeCounts } from '../domain/outcome';
import { awaitsDecision, awaitsSecondRoute } from '../domain/sending/decide';
import { dueNotice } from '../domain/sending/due';
import { standingOf } from '../domain/sending/notice-state';
import { outcomeOf } from '../domain/sending/outcome-of';
import { isSupplementProposed } from '../domain/sending/supplement';
import { isSettled, type Patience } from '../domain/settled';

/** What one walk over all shards shows of the recipients up to a generation. */
export interface Census {
  digest: string;
  recipients: number;
  exposures: number;
  totals: OutcomeCounts;
  /** Recipients whose outcome may still change by itself, see `isSettled`. */
  open: number;
  /** Recipients that a run would send to, and those of them who were told before and get a supplement. */
  due: number;
  supplements: number;
  /** Recipients proposed for a supplement. */
  supplementsDue: number;
  /** Recipients who wait for a person: unknown for good, or not reached by mail. */
  unknownsDue: number;
  secondRouteDue: number;
  /** Recipients that the latest list does not name. */
  noLongerListed: number;
  /** What clocks look at: recipients by ISO 3166 code, and the first mail. */
  countries: Record<string, number>;
  firstMailAt?: string;
}

export interface CensusOptions {
  /** The highest generation that counts. */
  generation: number;
  now: Date;
  patience: Patience;
  /** Generation of the latest file, where there is an earlier one to compare it with. */
  latestList?: number;
}

export type Counted = Pick<IncidentItem, 'incident' | 'shardBits' | 'run' | 'earlierRuns'>;

/**
 * Counts everyone up to a generation in flat memory. The digest covers each recipient, each distinct exposure and
 * each decision to withhold or to send a supplement, in key order: the same people give the same digest however
 * often files repeat.
 */
export async function takeCensus(
  table: RegisterTable,
  incident: Counted,
  options: CensusOptions,
): Promise<Census> {
  const digest = createHash('sha256');
  const census: Census = {
    digest: '',
    recipients: 0,
    exposures: 0,
    totals: emptyCounts(),
    open: 0,
    due: 0,
    supplements: 0,
    supplementsDue: 0,
    unknownsDue: 0,
    secondRouteDue: 0,
    noLongerListed: 0,
    countries: {},
  };
  for (let shard = 0; shard < 2 ** incident.shardBits; shard++) {
    const items = table.query<{ pk: string; sk: string }>(recipientsPk(incident.incident, shard));
    for await (const recipient of walkRecipients(items)) {
      const exposures = distinctExposures(recipient, options.generation);
      if (exposures.size === 0) continue;
      const outcome = outcomeOf(recipient, options.now);
      digest.update(`${recipient.rid} ${toldAs(recipient, outcome)}\n`);
      for (const hash of exposures) digest.update(` ${hash}\n`);
      census.exposures += exposures.size;
      count(census, recipient, outcome, incident, options);
    }
  }
  census.digest = digest.digest('hex');
  return census;
}

/** What an approval says of one recipient. It stays the same when what it says has been done. */
function toldAs({ decisions }: RegisterRecipient, outcome: Outcome): string {
  if (outcome === 'withheld') return 'withheld';
  const supplements = decisions.filter(({ decision }) => decision === 'supplement').length;
  return supplements > 0 ? `tell +${supplements}` : 'tell';
}

function count(
  census: Census,
  recipient: RegisterRecipient,
  outcome: Outcome,
  { run, earlierRuns }: Counted,
  { generation, now, patience, latestList }: CensusOptions,
): void {
  const due = dueNotice(recipient, generation);
  census.recipients++;
  census.totals[outcome]++;
  census.totals.total++;
  if (due) census.due++;
  if (due?.supplementOf) census.supplements++;
  if (due?.supplementOf || isOpen(recipient, outcome, now, patience)) census.open++;
  const coveredBy = (id: string) => (id === run?.id ? run.generation : earlierRuns?.[id]);
  if (isSupplementProposed(recipient, generation, coveredBy)) census.supplementsDue++;
  if (awaitsDecision(recipient)) census.unknownsDue++;
  if (awaitsSecondRoute(recipient, outcome)) census.secondRouteDue++;
  if (latestList !== undefined && newestOf(recipient, generation) < latestList) census.noLongerListed++;
  countForClocks(census, recipient, generation);
}

/** A person with addresses in several countries counts in that of the first exposure, as in the packs. */
function countForClocks(census: Census, { exposures, notices }: RegisterRecipient, generation: number): void {
  const first = exposures.find((exposure) => exposure.generation <= generation);
  if (first) {
    const country = countryOf(first);
    census.countries[country] = (census.countries[country] ?? 0) + 1;
  }
  for (const { sentAt } of notices) {
    if (sentAt && !(census.firstMailAt && census.firstMailAt <= sentAt)) census.firstMailAt = sentAt;
  }
}

function isOpen(recipient: RegisterRecipient, outcome: Outcome, now: Date, patience: Patience): boolean {
  const [first, ...supplements] = recipient.notices;
  if (!isSettled(outcome, first, now, patience)) return true;
  return supplements.some((notice) => !isSettled(standingOf(notice).status, notice, now, patience));
}

/** The generation of the last file, up to the one that counts, that names the recipient. */
function newestOf({ exposures }: RegisterRecipient, generation: number): number {
  return exposures.reduce(
    (newest, one) => Math.max(newest, one.generation <= generation ? one.generation : 0),
    0,
  );
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
    texts: record ? noticeDigest(record) : sha256(''),
    sender: sha256(canonicalJson(record?.sender ?? null)),
  };
  return {
    hash: sha256(canonicalJson(parts)),
    generation,
    recipients: census.recipients,
    exposures: census.exposures,
    supplements: census.supplements || undefined,
    record: incident.recordHash,
    decisions: incident.decisions ?? 0,
    parts,
    computedAt: now.toISOString(),
  };
}
