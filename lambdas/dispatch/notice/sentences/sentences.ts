/**
 * The fixed sentences of a notice in one language. Short sentences, no urgency, nothing asked for, no word that
 * hedges. The incident's own paragraphs stand between them.
 */
export interface Sentences {
  /** BCP 47, for `lang` attributes. */
  tag: string;
  /** Between a label and what it names. */
  colon: string;
  /** Subject where the incident record has none: never a value from the file. */
  subject: string;
  title: string;
  labels: { reference: string; notice: string; date: string; from: string };
  /** `1 (first notice)`, `2 (supplement)`. */
  noticeNumber(sequence: number): string;
  why(controller: string): string;
  supplement(earlier: { reference: string; date: string }): string;
  headings: {
    happened: string;
    information: string;
    meaning: string;
    doing: string;
    canDo: string;
    more: string;
    genuine: string;
  };
  times: { occurred: string; until: string; aware: string; contained: string };
  affected: {
    lead: string;
    company: string;
    group: string;
    /** The file names no company for these groups. */
    noCompany: string;
    /** Names that the list leaves out, and how to get all of them. */
    more(groups: number, companies: number, replyTo: string): string;
    brokenLinks: string;
    notInvolved: string;
  };
  contact: {
    reply(replyTo: string): string;
    officer: string;
    post: string;
    authority(name: string): string;
  };
  genuine: {
    type: string;
    code: string;
    result: string;
    never: string;
  };
  date(at: Date): string;
  time(at: Date): string;
}

/** With a text in another language: above all of it, and above the English that follows it. */
export const ENGLISH_BELOW = 'An English version follows below.';
export const ENGLISH_HERE = 'The same notice in English';

const two = (value: number) => String(value).padStart(2, '0');

/** Hours and minutes in UTC, the same in all languages: never a numeric date, which is read two ways. */
export const utcTime = (at: Date) => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`;
