import * as z from 'zod';
import { INCIDENT_ID } from './ids';
import {
  ClockAnswer,
  Contract,
  FurtherTimes,
  Measures,
  Nature,
  Parties,
  Report,
  Retention,
  Risk,
  Scope,
} from './incident-details';
import { DELIMITERS } from './intake/dialect/delimiters';
import { QUOTES } from './intake/dialect/quote-style';
import { LEGACY_ENCODINGS } from './intake/encoding/legacy-encodings';
import { plainWords } from './plain-words';

/**
 * The incident as people describe it: what `incident.json` holds and `PUT /incidents/{id}` takes.
 * Every field is documented in docs/incident-record.md; unknown fields are refused, so that a typing
 * error never silently changes a notice.
 */

const instant = z.iso.datetime({ offset: true });
/** Header-safe text: no line break or control character can ever start a second header. */
const headerText = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line');
const paragraph = z.string().trim().min(1).max(4000);
const address = z.email();

export const LANGUAGES = ['en', 'de', 'nl', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One language's own words. The fixed sentences around them are in `lambdas/dispatch/notice/`. */
const NoticeTexts = z.strictObject({
  whatHappened: paragraph,
  /** Which kinds of data, in general; the recipient's own companies and groups are added by us. */
  whatInformation: paragraph,
  whatWasNotInvolved: paragraph.optional(),
  whatThisCouldMean: paragraph,
  whatWeAreDoing: paragraph,
  /** Ranked steps, the most useful first. */
  whatYouCanDo: z.array(paragraph).min(1).max(12),
  forMoreInformation: paragraph.optional(),
});
export type NoticeTexts = z.infer<typeof NoticeTexts>;

const columnRef = z.union([z.string().min(1), z.int().positive()]);

export const IncidentRecord = z.strictObject({
  incident: z.string().regex(INCIDENT_ID, 'must be 3 to 63 of a-z, 0-9 and -, not starting with -'),
  title: headerText,
  controller: z.strictObject({
    name: headerText,
    address: z.string().trim().max(500).optional(),
    dpo: z
      .strictObject({ name: headerText.optional(), email: address, phone: headerText.optional() })
      .optional(),
    authority: headerText.optional(),
  }),
  times: z.strictObject({
    occurredFrom: instant,
    occurredTo: instant.optional(),
    awareAt: instant,
    /** How and by whom we came to know, in one or two sentences. */
    awareBasis: paragraph,
    containedAt: instant.optional(),
    ...FurtherTimes,
  }),
  sender: z.strictObject({
    name: headerText,
    address,
    replyTo: address,
    /** The one URL of the notice: a page on the sender's own domain where a reference code is checked. */
    checkUrl: z.url({ protocol: /^https$/ }),
  }),
  notice: z
    .strictObject({
      subject: z.partialRecord(z.enum(LANGUAGES), headerText).optional(),
      defaultLanguage: z.enum(LANGUAGES).default('en'),
      /** A language without texts of its own is not offered; the default language must have them. */
      texts: z.partialRecord(z.enum(LANGUAGES), NoticeTexts),
    })
    .refine((notice) => notice.texts[notice.defaultLanguage] !== undefined, {
      path: ['texts'],
      error: 'must hold the default language',
    }),
  policy: z
    .strictObject({
      approval: z.enum(['automatic', 'one', 'two']).default('one'),
      /** More recipients than this hold the incident. */
      maxRecipients: z.int().positive().optional(),
      onUnknown: z.enum(['hold', 'resend-after-grace']).default('hold'),
    })
    .prefault({}),
  /** Overrides of what intake detects. Leave out whatever it gets right by itself. */
  intake: z
    .strictObject({
      encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', ...LEGACY_ENCODINGS]).optional(),
      delimiter: z.enum(DELIMITERS).optional(),
      quote: z.enum(QUOTES).optional(),
      header: z.boolean().optional(),
      columns: z
        .strictObject({
          company: columnRef.optional(),
          group: columnRef.optional(),
          /** Several where people stand in more than one column: each of them is told. */
          email: z.union([columnRef, z.array(columnRef).min(1)]).optional(),
          language: columnRef.optional(),
          country: columnRef.optional(),
        })
        .optional(),
    })
    .prefault({}),
  sending: z
    .strictObject({
      /** Domain suffixes that are told right after the canary, besides our own lists. */
      firstDomains: z.array(z.string().min(1)).optional(),
      /** Every notice goes to SES's mailbox simulator instead of its recipient: nobody is told. */
      rehearsal: z.boolean().optional(),
    })
    .prefault({}),
  parties: Parties.optional(),
  nature: Nature.optional(),
  scope: Scope.optional(),
  risk: Risk.optional(),
  measures: Measures.optional(),
  reports: z.array(Report).optional(),
  clocks: z.array(ClockAnswer).optional(),
  contracts: z.array(Contract).optional(),
  retention: Retention.optional(),
});
export type IncidentRecord = z.infer<typeof IncidentRecord>;

/** The record as a file may hold it: with the `$schema` that editors look for, which says nothing of the incident. */
export const IncidentFile = IncidentRecord.extend({ $schema: z.string().optional() });

/**
 * Checks what a person wrote.
 *
 * @returns the record with its defaults, or one line per fault: `times.awareAt: must be a time such as 2023-06-29T09:00:00Z`.
 */
export function parseIncidentRecord(input: unknown): { record: IncidentRecord } | { faults: string[] } {
  const parsed = IncidentFile.safeParse(input, { error: plainWords });
  if (parsed.success) {
    const { $schema: _, ...record } = parsed.data;
    return { record };
  }
  return {
    faults: parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'incident.json'}: ${issue.message}`,
    ),
  };
}
