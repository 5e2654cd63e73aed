import type { IncidentRecord, Language, NoticeTexts } from './incident-record';

/** Something an approver should know of a record: mostly words that make a notice read like the fraud it warns of. */
export interface NoticeFinding {
  code: 'second-link' | 'foreign-check-url' | 'urgency' | 'asks-for-secrets' | 'hedge' | 'rehearsal';
  /** Where in the record, e.g. `notice.texts.en.whatYouCanDo.0`. */
  path: string;
  /** One sentence that says what to change. */
  message: string;
}

type Rule = { code: NoticeFinding['code']; message: string; patterns: RegExp[] };

/** What readers are taught to distrust (national cyber security centres), and what studies of notices criticise. */
const RULES: readonly Rule[] = [
  {
    code: 'second-link',
    message: 'Leave links out: the notice has one address to type, the page where references are checked.',
    patterns: [/\b(?:https?|ftp):\/\//iu, /\bwww\.\p{L}/iu, /\b[\p{L}\d-]+\.\p{L}{2,}\/\S/iu],
  },
  {
    code: 'asks-for-secrets',
    message: 'Never ask for a password, a code or payment details, not even in passing.',
    patterns: [
      /(?<!\b(?:never|not|nobody|no one)\b[^.]{0,40})\b(?:enter|confirm|provide|send|tell|give|submit|verify)\b[^.]{0,40}\b(?:password|passcode|pin|credit card|account details|security code)/iu,
      /\b(?:verify|confirm) your (?:account|identity)/iu,
      /\b(?:Passwort|Kennwort|PIN|Kreditkarte\w*|Zugangsdaten)\b[^.]{0,40}\b(?:eingeben|bestätigen|senden|mitteilen|angeben)/iu,
      /\b(?:wachtwoord|pincode|creditcard\w*|inloggegevens)\b[^.]{0,40}\b(?:invoeren|bevestigen|sturen|doorgeven|opgeven)/iu,
      /(?:輸入|提供|確認|寄送|告知)[^。]{0,12}(?:密碼|驗證碼|信用卡)/u,
    ],
  },
  {
    code: 'urgency',
    message: 'Leave out pressure of time; say what to do, not how fast.',
    patterns: [
      /\b(?:urgent(?:ly)?|immediately|at once|right now|as soon as possible|act now|without delay)\b/iu,
      /\b(?:dringend|sofort|umgehend|unverzüglich|schnellstmöglich)\b/iu,
      /\b(?:onmiddellijk|dringend|zo snel mogelijk|nu meteen)\b/iu,
      /立即|馬上|盡快|儘速|緊急/u,
    ],
  },
  {
    code: 'hedge',
    message: 'Say what you know and what you do not know; hedges and comfort claims are read as hiding.',
    patterns: [
      /\b(?:may have|might have|potentially|no evidence (?:of|that)|abundance of caution)\b/iu,
      /\b(?:möglicherweise|unter Umständen|keine Hinweise (?:auf|darauf)|keine Anhaltspunkte)\b/iu,
      /\b(?:mogelijk|wellicht|geen aanwijzingen)\b/iu,
      /可能已|並無證據|沒有證據/u,
    ],
  },
];

/**
 * Reads the incident's own words as a wary recipient would. Findings advise and hold nothing: patterns err, and a word
 * too many must not keep thousands of people from being told.
 */
export function lintNotice(record: IncidentRecord): NoticeFinding[] {
  const findings = [...rehearsal(record), ...checkUrl(record)];
  for (const [language, texts] of Object.entries(record.notice.texts) as [Language, NoticeTexts][]) {
    for (const [path, text] of paragraphsOf(`notice.texts.${language}`, texts)) {
      findings.push(...findingsIn(path, text));
    }
  }
  for (const [language, subject] of Object.entries(record.notice.subject ?? {})) {
    findings.push(...findingsIn(`notice.subject.${language}`, subject));
  }
  return findings;
}

function findingsIn(path: string, text: string): NoticeFinding[] {
  const found = RULES.filter(({ patterns }) => patterns.some((pattern) => pattern.test(text)));
  return found.map(({ code, message }) => ({ code, path, message }));
}

function* paragraphsOf(path: string, texts: NoticeTexts): Generator<[string, string]> {
  for (const [field, value] of Object.entries(texts)) {
    if (Array.isArray(value)) {
      for (const [at, step] of value.entries()) yield [`${path}.${field}.${at}`, step];
    } else if (value !== undefined) yield [`${path}.${field}`, value];
  }
}

function rehearsal({ sending }: IncidentRecord): NoticeFinding[] {
  if (!sending.rehearsal) return [];
  const message = 'This is a rehearsal: mails go to the mailbox simulator, and nobody is told.';
  return [{ code: 'rehearsal', path: 'sending.rehearsal', message }];
}

/** The page must be on the domain the mail comes from, or one above or below it. */
function checkUrl({ sender }: IncidentRecord): NoticeFinding[] {
  const host = new URL(sender.checkUrl).hostname.replace(/^www\./, '');
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1).toLowerCase();
  if (host === domain || host.endsWith(`.${domain}`) || domain.endsWith(`.${host}`)) return [];
  const message = 'Put the page that checks references on the domain the notice is sent from.';
  return [{ code: 'foreign-check-url', path: 'sender.checkUrl', message }];
}
