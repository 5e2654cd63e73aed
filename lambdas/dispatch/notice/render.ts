import { createHash, createHmac } from 'node:crypto';
import { type IncidentRecord, LANGUAGES, type Language } from '../../domain/incident-record';
import { referenceCode } from '../../domain/sending/reference';
import { rehearsalAddress } from '../../domain/sending/rehearsal';
import { type Affected, affected } from './affected';
import { contentOf, GAPS } from './content';
import { type Frame, frame } from './frame';
import { affectedHtml, renderBody, renderHtml } from './html';
import { escapeHtml } from './inert';
import { chooseLanguage, type LanguageBasis } from './language';
import { createMimeFrame, type MimeFrame } from './mime';
import { SENTENCES } from './sentences';
import { ENGLISH_BELOW, ENGLISH_HERE } from './sentences/sentences';
import { affectedText, renderText, wrap } from './text';

export interface NoticeRequest {
  rid: string;
  sequence: number;
  /** Never empty: those the manifest covers. */
  exposures: { address: string; company: string; group: string; language?: string; country?: string }[];
  /** With a supplement: the notice it adds to. */
  supplementOf?: { sequence: number; claimedAt: string };
}

export interface Notice {
  to: string;
  /** `to` is the mailbox simulator. */
  rehearsal?: true;
  mime: Buffer;
  language: Language;
  languageBasis: LanguageBasis;
  reference: string;
  /** SHA-256 of `mime`. */
  contentHash: string;
}

/** The parts of a language's mail that are the same for everyone. */
interface LanguageFrames {
  /** In reading order: the language itself, then English. */
  languages: Language[];
  text: Frame<string>;
  html: Frame<string>;
  mime: MimeFrame;
}

/** Renders the notices of one incident; frames are made once per language and filled per recipient. */
export function createRenderer(record: IncidentRecord, incidentKey: Uint8Array) {
  const offered = new Set(LANGUAGES.filter((language) => record.notice.texts[language] !== undefined));
  const frames = new Map<Language, LanguageFrames>();
  const framesOf = (language: Language): LanguageFrames => {
    const known = frames.get(language) ?? createFrames(record, language, offered, incidentKey);
    frames.set(language, known);
    return known;
  };

  return function render(request: NoticeRequest, now: Date): Notice {
    const [first] = request.exposures;
    if (!first) throw new Error('a notice needs an exposure');
    const { language, basis } = chooseLanguage(request.exposures, offered, record.notice.defaultLanguage);
    const { languages, text, html, mime } = framesOf(language);
    const reference = referenceCode(incidentKey, request.rid, request.sequence);
    const values = { text: { reference }, html: { reference } } as Record<
      'text' | 'html',
      Record<string, string>
    >;
    const named = affected(request.exposures);
    for (const one of languages) {
      fillIn(values, one, request, named, { now, replyTo: record.sender.replyTo, incidentKey });
    }
    const to = record.sending.rehearsal ? rehearsalAddress(request.rid) : first.address;
    const message = mime.compose(to, now, text.fill(values.text), html.fill(values.html));
    return {
      to,
      ...(record.sending.rehearsal && { rehearsal: true as const }),
      mime: message,
      language,
      languageBasis: basis,
      reference,
      contentHash: createHash('sha256').update(message).digest('hex'),
    };
  };
}

function createFrames(
  record: IncidentRecord,
  language: Language,
  offered: ReadonlySet<Language>,
  incidentKey: Uint8Array,
): LanguageFrames {
  const languages: Language[] = language !== 'en' && offered.has('en') ? [language, 'en'] : [language];
  const contents = languages.map((one) => contentOf(record, one));
  const says = SENTENCES[language];
  const lead = languages.length > 1 ? ENGLISH_BELOW : undefined;
  const between = `\n\n${'='.repeat(76)}\n${ENGLISH_HERE}\n\n`;
  const bodies = contents.map((blocks, at) => ({
    tag: SENTENCES[languages[at] ?? 'en'].tag,
    body: renderBody(at === 0 ? blocks : [{ kind: 'paragraph', text: ENGLISH_HERE }, ...blocks]),
  }));
  const subject = record.notice.subject?.[language] ?? says.subject;
  return {
    languages,
    text: frame((lead ? `${lead}\n\n` : '') + contents.map(renderText).join(between)),
    html: frame(renderHtml(subject, bodies, lead)),
    mime: createMimeFrame({
      from: { name: record.sender.name, address: record.sender.address },
      replyTo: record.sender.replyTo,
      subject,
      language: says.tag,
      boundary: boundaryOf(incidentKey, language),
    }),
  };
}

/** Secret until the mail is out, so that no value of the file can hold it; the same for the same incident. */
function boundaryOf(incidentKey: Uint8Array, language: Language): string {
  return `=_${createHmac('sha256', incidentKey).update(`boundary ${language}`).digest('hex').slice(0, 32)}`;
}

function fillIn(
  values: Record<'text' | 'html', Record<string, string>>,
  language: Language,
  request: NoticeRequest,
  named: Affected,
  { now, replyTo, incidentKey }: { now: Date; replyTo: string; incidentKey: Uint8Array },
): void {
  const says = SENTENCES[language];
  const number = says.noticeNumber(request.sequence);
  const date = says.date(now);
  const earlier = request.supplementOf;
  const supplement =
    earlier &&
    says.supplement({
      reference: referenceCode(incidentKey, request.rid, earlier.sequence),
      date: says.date(new Date(earlier.claimedAt)),
    });
  values.text[GAPS.number(language)] = number;
  values.text[GAPS.date(language)] = date;
  values.text[GAPS.supplement(language)] = supplement ? `\n\n${wrap(supplement)}` : '';
  values.text[GAPS.affected(language)] = affectedText(named, says, replyTo);
  values.html[GAPS.number(language)] = escapeHtml(number);
  values.html[GAPS.date(language)] = escapeHtml(date);
  values.html[GAPS.supplement(language)] = supplement ? `<p>${escapeHtml(supplement)}</p>` : '';
  values.html[GAPS.affected(language)] = affectedHtml(named, says, replyTo);
}
