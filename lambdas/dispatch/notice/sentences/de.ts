import { type Sentences, utcTime } from './sentences';

const MONTHS = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(
  ' ',
);
const date = (at: Date) => `${at.getUTCDate()}. ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
const count = (value: number, one: string, many: string) =>
  `${value.toLocaleString('de-DE')} ${value === 1 ? one : many}`;

export const de: Sentences = {
  tag: 'de',
  colon: ': ',
  subject: 'Mitteilung über eine Datenpanne',
  title: 'Mitteilung über eine Verletzung des Schutzes personenbezogener Daten',
  labels: { reference: 'Referenz', notice: 'Mitteilung', date: 'Datum', from: 'Von' },
  noticeNumber: (sequence) => (sequence === 1 ? '1 (erste Mitteilung)' : `${sequence} (Ergänzung)`),
  why: (controller) =>
    `${controller} schreibt Ihnen, weil Ihre E-Mail-Adresse in den unten beschriebenen Daten steht.`,
  supplement: ({ reference, date: sent }) =>
    `Diese Mitteilung ergänzt unsere Mitteilung ${reference} vom ${sent}. Was wir dort geschrieben haben, gilt weiter; die Liste unten ist auf dem heutigen Stand vollständig.`,
  headings: {
    happened: 'Was ist passiert?',
    information: 'Welche Daten sind betroffen?',
    meaning: 'Was kann das für Sie bedeuten?',
    doing: 'Was unternehmen wir?',
    canDo: 'Was können Sie tun?',
    more: 'Weitere Informationen',
    genuine: 'So prüfen Sie, ob diese Nachricht echt ist',
  },
  times: {
    occurred: 'Es geschah',
    until: 'Es dauerte bis',
    aware: 'Wir haben davon erfahren',
    contained: 'Wir haben es beendet',
  },
  affected: {
    lead: 'Ihre E-Mail-Adresse ist dort als Kontakt genannt für:',
    company: 'Unternehmen',
    group: 'Gruppe',
    noCompany: '(kein Unternehmen genannt)',
    more: (groups, companies, replyTo) =>
      `Diese Liste ist gekürzt. Nicht gezeigt: ${count(groups, 'weitere Gruppe', 'weitere Gruppen')}${companies > 0 ? ` und ${count(companies, 'weiteres Unternehmen', 'weitere Unternehmen')}` : ''} mit Ihrer Adresse. Schreiben Sie mit Ihrer Referenz an ${replyTo}, dann senden wir Ihnen die ganze Liste.`,
    brokenLinks: 'In Namen schreiben wir [.] statt eines Punktes, damit kein Name zu einem Link wird.',
    notInvolved: 'Was nicht betroffen ist',
  },
  contact: {
    reply: (replyTo) =>
      `Sie können auf diese Nachricht antworten oder an ${replyTo} schreiben. Ihre Nachricht wird von Menschen gelesen.`,
    officer: 'Datenschutzbeauftragte Person',
    post: 'Per Post',
    authority: (name) => `Sie haben das Recht, sich bei der Aufsichtsbehörde zu beschweren: ${name}.`,
  },
  genuine: {
    type: 'Sie müssen nichts anklicken. Geben Sie diese Adresse selbst in Ihren Browser ein:',
    code: 'Geben Sie dort Ihre Referenz ein:',
    result: 'Die Seite sagt Ihnen, ob die Referenz von uns stammt. Über Sie zeigt sie nichts an.',
    never:
      'Wir fragen Sie weder hier noch am Telefon nach einem Passwort, einem Code, einer Zahlung oder anderen Angaben.',
  },
  date,
  time: (at) => `${date(at)}, ${utcTime(at)}`,
};
