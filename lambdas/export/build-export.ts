import { createPublicKey } from 'node:crypto';
import type { EvidenceBucket, StoredPack } from '../adapters/evidence-bucket';
import { anchorHead, type LogAnchors } from '../adapters/log-anchors';
import type { ExportItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import type { Signer } from '../adapters/signer';
import { ERASING } from '../domain/evidence/erasure';
import type { Findings } from '../domain/evidence/findings';
import { NameGuard } from '../domain/evidence/name-guard';
import { readmeText } from '../domain/evidence/readme';
import { sha256 } from '../domain/ids';
import { type Clock, stamp } from '../shared/clock';
import { ConditionLost, TerminalError } from '../shared/errors';
import type { BuildExport } from '../shared/messages';
import { BagWriter } from './bag-writer';
import { type Claim, claimExport } from './claim-export';
import { writeEvidence } from './evidence-pack';
import { type IncidentFacts, incidentFacts } from './incident-facts';
import { freeTexts, writeRegulator } from './regulator-pack';
import { signatureOf } from './sign';
import { withScratch } from './spool';
import { VERIFIER_SOURCE } from './verify/source';

/** What building packs needs. */
export interface Exporter {
  table: Pick<RegisterTable, 'get' | 'query' | 'update' | 'put' | 'transact'>;
  bucket: EvidenceBucket;
  anchors: LogAnchors;
  signer: Signer;
  clock: Clock;
  newId(): string;
}

/** From here on entries of the ZIP may pass 4 GB: 15 KB of events a person. */
const LARGE = 200_000;

/**
 * Builds both packs of one export, writes down what they say, and anchors the log that tells of them. Whoever asks
 * again for one that is finished, or that somebody else is building, gets an answer and nothing else happens.
 *
 * @returns `alive` when another builder is at work: ask again later, it may die. `lost` when one took over from us, or
 * the build was called off.
 */
export async function buildExport(
  exporter: Exporter,
  message: BuildExport,
): Promise<'done' | 'finished' | 'alive' | 'lost' | 'missing'> {
  const claim = await claimExport(exporter.table, message, exporter.newId(), exporter.clock);
  if (claim === 'alive' || claim === 'missing') return claim;
  const outcome = claim === 'finished' ? claim : await buildClaimed(exporter, claim);
  // also for one that was finished before: its builder may have died between the log and the anchor
  if (outcome !== 'lost') await anchorHead(exporter, message.incident, stamp(exporter.clock));
  return outcome;
}

async function buildClaimed(exporter: Exporter, claim: Claim): Promise<'done' | 'finished' | 'lost'> {
  try {
    await build(exporter, claim);
    return 'done';
  } catch (error) {
    if (claim.lost.aborted || error instanceof ConditionLost) return 'lost';
    if (!(error instanceof TerminalError)) throw error;
    const { code, message } = error;
    const facts = { export: claim.item.export, code };
    const said = { by: 'export', what: 'export-failed', facts };
    await claim.finish({ state: 'failed', fault: `${code}: ${message}` }, said);
    return 'finished';
  } finally {
    await claim.release();
  }
}

async function build(exporter: Exporter, claim: Claim): Promise<void> {
  const { table, signer } = exporter;
  const { incident, export: id, cutAt } = claim.item;
  const facts = await incidentFacts(table, incident, cutAt);
  if (!facts) throw new TerminalError('no-such-incident', `There is no incident '${incident}'.`);
  if (facts.incident.recordErasedAt) {
    throw new TerminalError(
      'erased',
      'The evidence of this incident was erased on schedule; its log says when.',
    );
  }
  if (facts.incident.erasing) throw new TerminalError('erasing', ERASING);
  const publicKey = await signer.publicKey();
  const fingerprint = sha256(publicKey);
  const anchors = await exporter.anchors.list(incident);
  const names = new NameGuard(freeTexts([facts.incident.record, ...facts.runs.map(({ words }) => words)]));
  const pack = packWriter(exporter, claim, facts, publicKey, fingerprint);
  const evidence = await withScratch((scratch) =>
    pack('evidence', (bag) => writeEvidence(bag, { table, facts, names, scratch, anchors, fingerprint })),
  );
  const found = evidence.result;
  const regulator = await pack('regulator', (bag) => writeRegulator(bag, found, names));
  const result: Partial<ExportItem> = {
    state: 'done',
    balanced: found.balanced,
    checks: found.checks,
    totals: found.tally.outcomes,
    evidence: evidence.stored,
    regulator: regulator.stored,
    fingerprint,
  };
  const said = logFacts(id, found, evidence.stored, regulator.stored);
  await claim.finish(result, { by: 'export', what: 'export-built', facts: said });
}

function logFacts(id: string, found: Findings, evidence: StoredPack, regulator: StoredPack) {
  const { cutAt, balanced, fingerprint } = found;
  return { export: id, cutAt, balanced, fingerprint, evidence: evidence.sha256, regulator: regulator.sha256 };
}

/**
 * Writes a bag's payload and tags while its ZIP is being uploaded; either both succeed or neither. A claim that is
 * lost ends both: a pack without its signature and directory never becomes an object.
 */
function packWriter(
  { bucket, signer }: Exporter,
  claim: Claim,
  facts: IncidentFacts,
  publicKey: Uint8Array,
  fingerprint: string,
) {
  const { incident } = facts.incident;
  const large = (facts.incident.totals?.total ?? facts.incident.manifest?.recipients ?? 0) > LARGE;
  return async function pack<Result>(
    folder: 'evidence' | 'regulator',
    write: (bag: BagWriter) => Promise<Result>,
  ): Promise<{ result: Result; stored: StoredPack }> {
    const bag = new BagWriter(folder, new Date(facts.cutAt), large);
    const written = write(bag).then(async (result) => {
      await bag.finish({
        info: [
          ['External-Identifier', incident],
          ['Bagging-Date', facts.cutAt.slice(0, 10)],
          [
            'External-Description',
            folder === 'evidence' ? 'Evidence pack; CSV files are guarded, see README.txt' : 'Regulator pack',
          ],
        ],
        readme: readmeText(folder, incident, fingerprint),
        verifier: VERIFIER_SOURCE,
        publicKey: pemOf(publicKey),
        async sign(bytes) {
          await claim.check();
          return signatureOf(signer, bytes);
        },
      });
      return result;
    });
    const key = `${incident}/${claim.item.export}/${folder}.zip`;
    const stored = bucket.upload(key, bag.output, folder === 'regulator');
    // whichever fails first ends the other, so that neither waits for ever
    const abort = (error: Error) => bag.abort(error);
    written.catch(abort);
    stored.catch(abort);
    const giveUp = () => abort(new Error('the claim is lost'));
    claim.lost.addEventListener('abort', giveUp);
    try {
      const [result, pack] = await Promise.all([written, stored]);
      return { result, stored: pack };
    } finally {
      claim.lost.removeEventListener('abort', giveUp);
    }
  };
}

function pemOf(der: Uint8Array): string {
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}
