import { sha256 } from '../../domain/ids';
import { type IncidentRecord, LANGUAGES } from '../../domain/incident-record';
import { createRenderer } from './render';

/** Stands where each recipient's own values stand, always the same. */
const SPECIMEN = { address: 'recipient@example.com', company: '[company]', group: '[group]' };

/**
 * The hash of what an approver approves: one whole mail in each language, as it would be handed to SES, with the
 * recipient's values and the date left fixed. It covers the incident's words, our own sentences and the headers; a
 * deployment that changes a sentence changes it too.
 */
export function noticeDigest(record: IncidentRecord): string {
  const render = createRenderer(record, new Uint8Array(32));
  const mails = LANGUAGES.filter((language) => record.notice.texts[language] !== undefined).map((language) =>
    render(
      { rid: 'specimen', sequence: 1, exposures: [{ ...SPECIMEN, language }] },
      new Date(0),
    ).mime.toString('latin1'),
  );
  return sha256(JSON.stringify(mails));
}
