import type { IncidentRecord, Language } from '../../domain/incident-record';
import { gap } from './frame';
import { SENTENCES, type Sentences } from './sentences';

/** What a notice is made of, before it is text or HTML. Strings may hold gaps, see `frame`. */
export type Block =
  | { kind: 'title' | 'heading' | 'paragraph'; text: string }
  /** Label and value, one line each. */
  | { kind: 'facts'; colon: string; facts: { label: string; value: string }[] }
  | { kind: 'steps'; steps: string[] }
  /** Stands by itself and is meant to be read out or typed. */
  | { kind: 'typed'; text: string }
  /** A gap that each renderer fills with blocks of its own; an optional one may stay empty. */
  | { kind: 'gap'; name: string; optional?: boolean };

/** Gaps of one language's part; the reference is the same in all. */
export const GAPS = {
  reference: 'reference',
  number: (language: Language) => `number ${language}`,
  date: (language: Language) => `date ${language}`,
  supplement: (language: Language) => `supplement ${language}`,
  affected: (language: Language) => `affected ${language}`,
};

/** The seven sections in one language. */
export function contentOf(record: IncidentRecord, language: Language): Block[] {
  const says = SENTENCES[language];
  const texts = record.notice.texts[language];
  if (!texts) throw new Error(`the incident has no notice in ${language}`);
  return [
    ...opening(record, language, says),
    heading(says.headings.happened),
    ...paragraphs(texts.whatHappened),
    { kind: 'facts', colon: says.colon, facts: times(record, says) },
    heading(says.headings.information),
    ...paragraphs(texts.whatInformation),
    { kind: 'gap', name: GAPS.affected(language) },
    ...(texts.whatWasNotInvolved
      ? paragraphs(`${says.affected.notInvolved}${says.colon}${texts.whatWasNotInvolved}`)
      : []),
    heading(says.headings.meaning),
    ...paragraphs(texts.whatThisCouldMean),
    heading(says.headings.doing),
    ...paragraphs(texts.whatWeAreDoing),
    heading(says.headings.canDo),
    { kind: 'steps', steps: texts.whatYouCanDo },
    heading(says.headings.more),
    ...(texts.forMoreInformation ? paragraphs(texts.forMoreInformation) : []),
    ...contact(record, says),
    heading(says.headings.genuine),
    ...genuine(record, says),
  ];
}

function opening(record: IncidentRecord, language: Language, says: Sentences): Block[] {
  const facts = [
    { label: says.labels.reference, value: gap(GAPS.reference) },
    { label: says.labels.notice, value: gap(GAPS.number(language)) },
    { label: says.labels.date, value: gap(GAPS.date(language)) },
    { label: says.labels.from, value: record.controller.name },
  ];
  return [
    { kind: 'title', text: says.title },
    { kind: 'facts', colon: says.colon, facts },
    ...paragraphs(says.why(record.controller.name)),
    { kind: 'gap', name: GAPS.supplement(language), optional: true },
  ];
}

function times({ times: at }: IncidentRecord, says: Sentences) {
  const facts = [
    { label: says.times.occurred, value: at.occurredFrom },
    { label: says.times.until, value: at.occurredTo },
    { label: says.times.aware, value: at.awareAt },
    { label: says.times.contained, value: at.containedAt },
  ];
  return facts.flatMap(({ label, value }) => (value ? [{ label, value: says.time(new Date(value)) }] : []));
}

function contact({ controller, sender }: IncidentRecord, says: Sentences): Block[] {
  const { dpo } = controller;
  const officer = dpo && [dpo.name, dpo.email, dpo.phone].filter(Boolean).join(', ');
  const facts = [
    { label: says.contact.officer, value: officer },
    { label: says.contact.post, value: controller.address?.replace(/\s*\n\s*/g, ', ') },
  ].flatMap(({ label, value }) => (value ? [{ label, value }] : []));
  return [
    ...paragraphs(says.contact.reply(sender.replyTo)),
    ...(facts.length > 0 ? [{ kind: 'facts' as const, colon: says.colon, facts }] : []),
    ...(controller.authority ? paragraphs(says.contact.authority(controller.authority)) : []),
  ];
}

function genuine({ sender }: IncidentRecord, says: Sentences): Block[] {
  return [
    ...paragraphs(says.genuine.type),
    { kind: 'typed', text: sender.checkUrl },
    ...paragraphs(says.genuine.code),
    { kind: 'typed', text: gap(GAPS.reference) },
    ...paragraphs(says.genuine.result),
    ...paragraphs(says.genuine.never),
  ];
}

const heading = (text: string): Block => ({ kind: 'heading', text });

/** A person's own text: blank lines part paragraphs, other line breaks are spaces. */
function paragraphs(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '')
    .map((part) => ({ kind: 'paragraph' as const, text: part }));
}
