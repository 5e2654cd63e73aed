/** What one field of the incident record is for, as the template and the questions say it. */
export interface Guide {
  /** `notice.texts.*.whatHappened`: `*` is each language. */
  path: string;
  about: string;
  example: unknown;
  /** Asked on a terminal; only what a notice cannot do without. */
  ask?: string;
  /** Taken when the answer is empty. */
  fallback?: string;
}

/** What is needed before anybody can be told, in the order in which people know it. */
const NEEDED: readonly Guide[] = [
  {
    path: 'incident',
    about: 'Its id: 3 to 63 of a-z, 0-9 and -. Files are dropped under it.',
    example: 'customer-list-2026',
    ask: 'Id of the incident (a-z, 0-9, -)',
  },
  {
    path: 'title',
    about: 'One line for people.',
    example: 'Customer list on a public site',
    ask: 'Title, one line',
  },
  {
    path: 'controller.name',
    about: 'Who answers for the data.',
    example: 'Example Ltd',
    ask: 'Who answers for the data',
  },
  {
    path: 'times.occurredFrom',
    about: 'When it happened. All times with an offset or Z.',
    example: '2026-06-29T14:05:00Z',
    ask: 'When did it happen (2026-06-29T14:05:00Z)',
  },
  {
    path: 'times.awareAt',
    about: 'When you knew with reasonable certainty: most deadlines start here.',
    example: '2026-06-29T14:50:00Z',
    ask: 'When did you know for certain (2026-06-29T14:50:00Z)',
  },
  {
    path: 'times.awareBasis',
    about: 'How and by whom you came to know, in one or two sentences.',
    example: 'A customer told our support.',
    ask: 'How did you come to know',
  },
  {
    path: 'sender.name',
    about: 'The name that mails come from.',
    example: 'Example Security',
    ask: 'Mails come from (name)',
  },
  {
    path: 'sender.address',
    about: 'An address on a domain of your own.',
    example: 'notice@example.com',
    ask: 'Mails come from (address)',
  },
  {
    path: 'sender.replyTo',
    about: 'Where answers go; somebody reads them.',
    example: 'incident@example.com',
    ask: 'Answers go to (address)',
  },
  {
    path: 'sender.checkUrl',
    about: 'The only URL of the notice: your page where a reference code is checked.',
    example: 'https://www.example.com/check',
    ask: 'Page where a reference code is checked (https://...)',
  },
  {
    path: 'notice.defaultLanguage',
    about: 'en, de, nl or zh-Hant: for everyone whose language is not known.',
    example: 'en',
    ask: 'Language of the notice: en, de, nl or zh-Hant',
    fallback: 'en',
  },
  {
    path: 'notice.texts.*.whatHappened',
    about: 'What happened, in plain words. A blank line (\\n\\n) begins a new paragraph.',
    example: 'A list of our customers was uploaded to a public site by mistake.',
    ask: 'What happened',
  },
  {
    path: 'notice.texts.*.whatInformation',
    about: 'Which kinds of data. The recipient’s own companies and groups are added by us.',
    example: 'Company name, group name and the e-mail address of the group admin.',
    ask: 'What information was involved',
  },
  {
    path: 'notice.texts.*.whatThisCouldMean',
    about: 'What it could mean for the recipient.',
    example: 'Someone could write to you and pretend to know your company.',
    ask: 'What this could mean for the recipient',
  },
  {
    path: 'notice.texts.*.whatWeAreDoing',
    about: 'What you have done and are doing.',
    example: 'We had the file removed and changed how such files are kept.',
    ask: 'What you are doing about it',
  },
  {
    path: 'notice.texts.*.whatYouCanDo',
    about: 'Steps for the recipient, the most useful first.',
    example: ['Be careful with messages that name your group.'],
    ask: 'What the recipient can do',
  },
  {
    path: 'policy.approval',
    about: 'Who must approve before mails start: automatic, one, or two different people.',
    example: 'one',
    ask: 'Approval before mails start: automatic, one or two',
    fallback: 'one',
  },
];

/** What may be added, now or later. */
const OPTIONAL: readonly Guide[] = [
  { path: 'controller.address', about: 'Postal address, shown in the notice.', example: '1 Example Street' },
  {
    path: 'controller.dpo',
    about: 'The data protection officer, shown in the notice.',
    example: { name: 'D. P. Officer', email: 'dpo@example.com', phone: '+00 000 0000' },
  },
  { path: 'controller.authority', about: 'The supervisory authority.', example: 'Example Data Authority' },
  { path: 'times.occurredTo', about: 'When it ended.', example: '2026-06-29T15:00:00Z' },
  { path: 'times.containedAt', about: 'When it was over.', example: '2026-06-29T15:00:00Z' },
  { path: 'times.reportedToUsAt', about: 'The first tip from outside.', example: '2026-06-29T14:40:00Z' },
  { path: 'times.reportedBy', about: 'Who gave it.', example: 'a customer' },
  { path: 'times.significantAt', about: 'NIS2: known to be significant.', example: '2026-06-29T16:00:00Z' },
  {
    path: 'times.significantReportedAt',
    about: 'NIS2: the 72-hour notification went out.',
    example: '2026-07-01T09:00:00Z',
  },
  { path: 'times.materialAt', about: 'SEC 8-K: decided to be material.', example: '2026-07-01T09:00:00Z' },
  { path: 'times.closedAt', about: 'The work is over.', example: '2026-09-01T09:00:00Z' },
  {
    path: 'notice.subject',
    about: 'A subject of your own, the same for everyone.',
    example: { en: 'Security notice' },
  },
  {
    path: 'notice.texts.*.whatWasNotInvolved',
    about: 'What was not involved.',
    example: 'Passwords and payments.',
  },
  {
    path: 'notice.texts.*.forMoreInformation',
    about: 'Where else to read on; no URL.',
    example: 'Call us under the number you know.',
  },
  { path: 'policy.maxRecipients', about: 'More than this holds the incident.', example: 10000 },
  {
    path: 'policy.onUnknown',
    about: 'hold, or resend-after-grace: a second mail where nobody knows whether the first arrived.',
    example: 'hold',
  },
  {
    path: 'intake.encoding',
    about: 'Where detection fails: utf-8, windows-1250, shift_jis, ...',
    example: 'windows-1252',
  },
  {
    path: 'intake.delimiter',
    about: 'One of , ; tab | ^ ~ and the control characters \\u0001, \\u001f.',
    example: ';',
  },
  { path: 'intake.quote', about: 'What wraps cells: ", \' or none.', example: "'" },
  { path: 'intake.header', about: 'Whether the first line names the columns.', example: true },
  {
    path: 'intake.columns',
    about: 'Names, or 1-based numbers: company, group, email (one, or a list of them), language, country.',
    example: { company: 1, group: 2, email: 3 },
  },
  {
    path: 'sending.firstDomains',
    about: 'Told right after the canary.',
    example: ['ministry.example'],
  },
  {
    path: 'sending.rehearsal',
    about: 'Every mail goes to SES’s mailbox simulator; nobody is told.',
    example: true,
  },
  {
    path: 'retention.legalHold',
    about: 'Why nothing may be destroyed on schedule while this stands.',
    example: 'Claim of a customer, file 2026/17',
  },
  {
    path: 'parties',
    about: 'Who is who.',
    example: { role: 'controller', processors: [], reporter: 'a customer', incidentLead: 'Head of Security' },
  },
  {
    path: 'nature',
    about: 'What kind of breach.',
    example: {
      type: ['confidentiality'],
      cause: 'upload by mistake',
      malicious: 'no',
      crossBorder: true,
      audience: 'partners who may download',
      exposureMinutes: 60,
      knownDownloads: 3,
    },
  },
  {
    path: 'scope',
    about: 'How much.',
    example: {
      dataCategories: ['e-mail address'],
      specialCategories: false,
      records: { value: 5600 },
      people: { value: 4900, approximate: true },
    },
  },
  {
    path: 'risk',
    about: 'The assessment, also when you decide not to tell.',
    example: {
      level: 'risk',
      reason: 'targeted phishing',
      method: 'our written assessment',
      assessor: 'D. P. Officer',
      assessedAt: '2026-06-30T09:00:00Z',
    },
  },
  {
    path: 'measures',
    about: 'Before, taken, planned.',
    example: { prior: [], taken: ['the file was removed'], planned: [] },
  },
  {
    path: 'reports',
    about: 'What was filed where.',
    example: [{ authority: 'Example Authority', type: 'initial', submittedAt: '2026-07-01T09:00:00Z' }],
  },
  {
    path: 'clocks',
    about: 'Answers to the proposed deadlines, see docs/clocks.md.',
    example: [{ rule: 'gdpr-33', applies: true, why: 'a risk for those named' }],
  },
  {
    path: 'contracts',
    about: 'Deadlines agreed with customers, in hours.',
    example: [{ name: 'Example agreement', hours: 48 }],
  },
];

/** Every field of the record; those that are asked for come first. */
export const GUIDES: readonly Guide[] = [...NEEDED, ...OPTIONAL];
