import * as z from 'zod';

/**
 * The optional parts of the incident record: what an authority's form asks beyond what a notice needs. All of it
 * may be filled in later; nothing here is shown to recipients. Field by field in docs/incident-record.md.
 */

const instant = z.iso.datetime({ offset: true });
const line = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const text = z.string().trim().min(1).max(4000);
const amount = z.strictObject({ value: z.int().nonnegative(), approximate: z.boolean().default(false) });

export const Parties = z.strictObject({
  role: z.enum(['controller', 'processor', 'joint controller']).optional(),
  processors: z.array(line).optional(),
  reporter: line.optional(),
  incidentLead: line.optional(),
});

export const Nature = z.strictObject({
  type: z
    .array(z.enum(['confidentiality', 'integrity', 'availability']))
    .min(1)
    .optional(),
  cause: line.optional(),
  malicious: z.enum(['yes', 'no', 'unknown']).optional(),
  crossBorder: z.boolean().optional(),
  /** Who could see the data. */
  audience: text.optional(),
  exposureMinutes: z.int().nonnegative().optional(),
  knownDownloads: z.int().nonnegative().optional(),
});

export const Scope = z.strictObject({
  dataCategories: z.array(line).optional(),
  specialCategories: z.boolean().optional(),
  records: amount.optional(),
  people: amount.optional(),
});

export const Risk = z.strictObject({
  level: z.enum(['none', 'risk', 'high risk']).optional(),
  reason: text.optional(),
  method: line.optional(),
  assessor: line.optional(),
  assessedAt: instant.optional(),
  /** E.g. GDPR Art. 34(3)(c), and why. */
  exemption: z.strictObject({ article: line, reason: text }).optional(),
  decisionNotToNotify: z.strictObject({ by: line, why: text, at: instant }).optional(),
});

export const Measures = z.strictObject({
  prior: z.array(text).optional(),
  taken: z.array(text).optional(),
  planned: z.array(text).optional(),
});

/** Reports to authorities: phases keep the first report's case id. */
export const Report = z.strictObject({
  authority: line,
  type: z.enum(['initial', 'follow-up', 'final']),
  submittedAt: instant,
  caseId: line.optional(),
});

/** A person's answer to one proposed clock; `rule` is an id of docs/clocks.md, or `contract-1`, .... */
export const ClockAnswer = z.strictObject({
  rule: z.string().min(1),
  applies: z.boolean(),
  why: text.optional(),
  metAt: instant.optional(),
  lateReason: text.optional(),
  reference: line.optional(),
});

/** A deadline agreed with customers, in hours from awareness. */
export const Contract = z.strictObject({ name: line, hours: z.number().positive() });

export const Retention = z.strictObject({
  /** Who asked for it and why. As long as it stands nothing of the incident is destroyed. */
  legalHold: text.optional(),
});

/** Further moments that clocks start from. */
export const FurtherTimes = {
  reportedToUsAt: instant.optional(),
  reportedBy: line.optional(),
  /** NIS2: when it was known that the incident is significant, and when the 72-hour notification went out. */
  significantAt: instant.optional(),
  significantReportedAt: instant.optional(),
  /** SEC: when it was decided that the incident is material. */
  materialAt: instant.optional(),
  closedAt: instant.optional(),
};
