import { contentOf, GAPS } from '../dispatch/notice/content';
import { frame } from '../dispatch/notice/frame';
import { createRenderer } from '../dispatch/notice/render';
import { renderText } from '../dispatch/notice/text';
import { sha256 } from '../domain/ids';
import { type IncidentRecord, LANGUAGES, type Language } from '../domain/incident-record';

export interface Document {
  name: string;
  text: string;
}

/** Stands where each recipient's own values stand. */
const SPECIMEN = { address: 'recipient@example.com', company: '[company]', group: '[group]' };

/**
 * The words as sent, one specimen a language: the text part, and the whole mail as it is handed to SES, made by the
 * code that makes the mails. `recipients.csv` holds the SHA-256 of each real one. `index.json` has the hashes.
 *
 * @param at the date in the specimens: the start of the run, so that two exports say the same.
 */
export function noticeSpecimens(record: IncidentRecord | undefined, at: Date): Document[] {
  if (!record) return [];
  const render = createRenderer(record, new Uint8Array(32));
  const files = offered(record).flatMap((language) => {
    const request = { rid: 'specimen', sequence: 1, exposures: [{ ...SPECIMEN, language }] };
    const mail = render(request, at).mime.toString('latin1');
    return [
      { name: `${language}.txt`, text: noticeText(record, language) },
      { name: `${language}.eml`, text: mail },
    ];
  });
  const index = files.map(({ name, text }) => ({ file: name, sha256: sha256(text) }));
  return [...files, { name: 'index.json', text: `${JSON.stringify(index, null, 2)}\n` }];
}

/** The text part in one language with its gaps marked. */
export function noticeText(record: IncidentRecord, language: Language): string {
  const values: Record<string, string> = {
    [GAPS.reference]: '[reference]',
    [GAPS.number(language)]: '1',
    [GAPS.date(language)]: '[date]',
    [GAPS.supplement(language)]: '',
    [GAPS.affected(language)]: `${SPECIMEN.company}\n  ${SPECIMEN.group}`,
  };
  return frame(renderText(contentOf(record, language))).fill(values);
}

/** The languages the incident has texts for. */
export function offered(record: IncidentRecord): Language[] {
  return LANGUAGES.filter((language) => record.notice.texts[language] !== undefined);
}
