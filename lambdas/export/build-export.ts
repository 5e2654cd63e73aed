import { createPublicKey } from 'node:crypto';
import type { EvidenceBucket, StoredPack } from '../adapters/evidence-bucket';
import { appendLog } from '../adapters/register/log';
import type { RegisterTable } from '../adapters/register/table';
import type { Signer } from '../adapters/signer';
import type { Findings } from '../domain/evidence/findings';
import { NameGuard } from '../domain/evidence/name-guard';
import { readmeText } from '../domain/evidence/readme';
import { sha256 } from '../domain/ids';
import type { Clock } from '../shared/clock';
import { TerminalError } from '../shared/errors';
import type { BuildExport } from '../shared/messages';
import { BagWriter } from './bag-writer';
import { type Claim, claimExport } from './claim-export';
import { writeEvidence } from './evidence-pack';
import { type IncidentFacts, incidentFacts } from './incident-facts';
import { freeTexts, writeRegulator } from './regulator-pack';
import { withScratch } from './spool';
import { VERIFIER_SOURCE } from './verify/source';

/** What building packs needs. */
export interface Exporter {
  table: Pick<RegisterTable, 'get' | 'query' | 'update' | 'put'>;
  bucket: EvidenceBucket;
  signer: Signer;
  clock: Clock;
  newId(): string;
}

/** From here on entries of the ZIP may pass 4 GB: 15 KB of events a person. */
const LARGE = 200_000;

/**
 * Builds both packs of one export and writes down what they say. Whoever asks again for one that is finished, or
 * that somebody else is building, gets an answer and nothing happens.
 *
 * @returns `alive` when another builder is at work: ask again later, it may die.
 */
export async function buildExport(
  exporter: Exporter,
  message: BuildExport,
): Promise<'done' | 'finished' | 'alive' | 'missing'> {
  const claim = await claimExport(exporter.table, message, exporter.newId(), exporter.clock);
  if (typeof claim === 'string') return claim;
  try {
    await build(exporter, claim);
    return 'done';
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    await claim.finish({ state: 'failed', fault: `${error.code}: ${error.message}` });
    return 'finished';
  } finally {
    claim.release();
  }
}

async function build(exporter: Exporter, claim: Claim): Promise<void> {
  const { table, signer, clock } = exporter;
  const { incident, export: id, cutAt } = claim.item;
  const facts = await incidentFacts(table, incident, cutAt);
  if (!facts) throw new TerminalError('no-such-incident', `There is no incident '${incident}'.`);
  if (facts.incident.phase === 'erased') {
    throw new TerminalError(
      'erased',
      'The evidence of this incident was erased on schedule; its log says when.',
    );
  }
  const publicKey = await signer.publicKey();
  const fingerprint = sha256(publicKey);
  const names = new NameGuard(freeTexts(facts.incident.record));
  const pack = packWriter(exporter, facts, id, publicKey, fingerprint);
  const evidence = await withScratch((scratch) =>
    pack('evidence', (bag) => writeEvidence(bag, { table, facts, names, scratch, fingerprint })),
  );
  const found = evidence.result;
  const regulator = await pack('regulator', (bag) => writeRegulator(bag, found, names));
  await claim.finish({
    state: 'done',
    balanced: found.balanced,
    checks: found.checks,
    totals: found.tally.outcomes,
    evidence: evidence.stored,
    regulator: regulator.stored,
    fingerprint,
  });
  await appendLog(
    table,
    incident,
    { by: 'export', what: 'export-built', facts: logFacts(id, found, evidence.stored, regulator.stored) },
    clock,
  );
}

function logFacts(id: string, found: Findings, evidence: StoredPack, regulator: StoredPack) {
  const { cutAt, balanced, fingerprint } = found;
  return { export: id, cutAt, balanced, fingerprint, evidence: evidence.sha256, regulator: regulator.sha256 };
}

/** Writes a bag's payload and tags while its ZIP is being uploaded; either both succeed or neither. */
function packWriter(
  { bucket, signer }: Exporter,
  facts: IncidentFacts,
  id: string,
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
        sign: (bytes) => signer.sign(bytes),
      });
      return result;
    });
    const stored = bucket.upload(`${incident}/${id}/${folder}.zip`, bag.output);
    // whichever fails first ends the other, so that neither waits for ever
    const abort = (error: Error) => bag.abort(error);
    written.catch(abort);
    stored.catch(abort);
    return { result: await written, stored: await stored };
  };
}

function pemOf(der: Uint8Array): string {
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}
