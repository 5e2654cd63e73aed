import { contentOf, GAPS } from '../dispatch/notice/content';
import { noticeDigest } from '../dispatch/notice/digest';
import { frame } from '../dispatch/notice/frame';
import { createRenderer } from '../dispatch/notice/render';
import { renderText } from '../dispatch/notice/text';
import type { Findings } from '../domain/evidence/findings';
import { sha256 } from '../domain/ids';
import { type IncidentRecord, LANGUAGES, type Language } from '../domain/incident-record';

export interface Document {
  name: string;
  text: string;
}

/** Stands where each recipient's own values stand. */
const SPECIMEN = { address: 'recipient@example.com', company: '[company]', group: '[group]' };

/** Words that one or more runs sent, or would send. */
interface Said {
  record: IncidentRecord;
  /** Empty while there was none. */
  runs: string[];
  /** Of the last of them: the date in the specimens, so that two exports say the same. */
  at: Date;
  /** Where they lie: the latest ones on top, earlier ones in a folder with the name of their last run. */
  folder: string;
}

/** Who was told in a run was told in its words, whatever was written afterwards. */
function saidOf({ runs, record, cutAt }: Pick<Findings, 'runs' | 'record' | 'cutAt'>): Said[] {
  if (runs.length === 0) return record ? [{ record, runs: [], at: new Date(cutAt), folder: '' }] : [];
  const byWords = new Map<string, Said>();
  for (const { id, startedAt, words } of runs) {
    if (!words) continue;
    const digest = noticeDigest(words);
    const before = byWords.get(digest)?.runs ?? [];
    byWords.delete(digest);
    byWords.set(digest, {
      record: words,
      runs: [...before, id],
      at: new Date(startedAt),
      folder: `${id}/`,
    });
  }
  return [...byWords.values()].map((said, i, all) => (i === all.length - 1 ? { ...said, folder: '' } : said));
}

/**
 * The words as sent, one specimen a language: the text part, and the whole mail as it is handed to SES, made by the
 * code that makes the mails. `recipients.csv` holds the SHA-256 of each real one. `index.json` has the hashes, and the
 * runs that each was sent in.
 */
export function noticeSpecimens(found: Pick<Findings, 'runs' | 'record' | 'cutAt'>): Document[] {
  const said = saidOf(found);
  if (said.length === 0) return [];
  const files = said.flatMap(({ record, runs, at, folder }) => {
    const render = createRenderer(record, new Uint8Array(32));
    return offered(record).flatMap((language) => {
      const request = { rid: 'specimen', sequence: 1, exposures: [{ ...SPECIMEN, language }] };
      const mail = render(request, at).mime.toString('latin1');
      return [
        { name: `${folder}${language}.txt`, text: noticeText(record, language), runs },
        { name: `${folder}${language}.eml`, text: mail, runs },
      ];
    });
  });
  const index = files.map(({ name, text, runs }) => ({ file: name, sha256: sha256(text), runs }));
  return [...files, { name: 'index.json', text: `${JSON.stringify(index, null, 2)}\n` }];
}

/** The texts alone. */
export function noticeTexts(found: Pick<Findings, 'runs' | 'record' | 'cutAt'>): Document[] {
  return saidOf(found).flatMap(({ record, folder }) =>
    offered(record).map((language) => ({
      name: `${folder}${language}.txt`,
      text: noticeText(record, language),
    })),
  );
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
