import { type Sentences, utcTime } from './sentences';

const MONTHS =
  'januari februari maart april mei juni juli augustus september oktober november december'.split(' ');
const date = (at: Date) => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
const count = (value: number, one: string, many: string) =>
  `${value.toLocaleString('nl-NL')} ${value === 1 ? one : many}`;

export const nl: Sentences = {
  tag: 'nl',
  colon: ': ',
  subject: 'Bericht over een datalek',
  title: 'Bericht over een datalek',
  labels: { reference: 'Kenmerk', notice: 'Bericht', date: 'Datum', from: 'Van' },
  noticeNumber: (sequence) => (sequence === 1 ? '1 (eerste bericht)' : `${sequence} (aanvulling)`),
  why: (controller) =>
    `${controller} schrijft u omdat uw e-mailadres voorkomt in de gegevens die hieronder worden beschreven.`,
  supplement: ({ reference, date: sent }) =>
    `Dit is een aanvulling op ons bericht ${reference} van ${sent}. Wat we daarin schreven, blijft gelden; de lijst hieronder is volledig tot en met vandaag.`,
  headings: {
    happened: 'Wat is er gebeurd?',
    information: 'Om welke gegevens gaat het?',
    meaning: 'Wat kan dit voor u betekenen?',
    doing: 'Wat doen wij?',
    canDo: 'Wat kunt u doen?',
    more: 'Meer informatie',
    genuine: 'Zo controleert u of dit bericht echt is',
  },
  times: {
    occurred: 'Het gebeurde op',
    until: 'Het duurde tot',
    aware: 'Wij ontdekten het op',
    contained: 'Wij beëindigden het op',
  },
  affected: {
    lead: 'Uw e-mailadres staat daarin als contactadres van:',
    company: 'Bedrijf',
    group: 'Groep',
    noCompany: '(geen bedrijf genoemd)',
    more: (groups, companies, replyTo) =>
      `Deze lijst is ingekort. Niet getoond: ${count(groups, 'andere groep', 'andere groepen')}${companies > 0 ? ` en ${count(companies, 'ander bedrijf', 'andere bedrijven')}` : ''} met uw adres. Schrijf met uw kenmerk naar ${replyTo}, dan sturen wij u de hele lijst.`,
    brokenLinks: 'In namen schrijven wij [.] in plaats van een punt, zodat geen naam een link wordt.',
    notInvolved: 'Wat er niet bij betrokken is',
  },
  contact: {
    reply: (replyTo) =>
      `U kunt dit bericht beantwoorden of schrijven naar ${replyTo}. Wat u stuurt, wordt door mensen gelezen.`,
    officer: 'Functionaris voor gegevensbescherming',
    post: 'Per post',
    authority: (name) => `U hebt het recht een klacht in te dienen bij de toezichthouder: ${name}.`,
  },
  genuine: {
    type: 'U hoeft nergens op te klikken. Typ dit adres zelf in uw browser:',
    code: 'Vul daar uw kenmerk in:',
    result: 'De pagina laat zien of het kenmerk van ons afkomstig is. Over u toont de pagina niets.',
    never:
      'Wij vragen u nooit om een wachtwoord, een code, een betaling of andere gegevens, niet hier en niet aan de telefoon.',
  },
  date,
  time: (at) => `${date(at)}, ${utcTime(at)}`,
};
