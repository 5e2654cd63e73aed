import { type Sentences, utcTime } from './sentences';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const date = (at: Date) => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
const count = (value: number, one: string, many: string) =>
  `${value.toLocaleString('en-GB')} ${value === 1 ? one : many}`;

export const en: Sentences = {
  tag: 'en',
  colon: ': ',
  subject: 'Notice of a data breach',
  title: 'Notice of Data Breach',
  labels: { reference: 'Reference', notice: 'Notice', date: 'Date', from: 'From' },
  noticeNumber: (sequence) => (sequence === 1 ? '1 (first notice)' : `${sequence} (supplement)`),
  why: (controller) =>
    `${controller} is writing to you because your e-mail address is in the data described below.`,
  supplement: ({ reference, date: sent }) =>
    `This adds to our notice ${reference} of ${sent}. What we wrote there still holds; the list below is complete as of today.`,
  headings: {
    happened: 'What happened',
    information: 'What information was involved',
    meaning: 'What this could mean for you',
    doing: 'What we are doing',
    canDo: 'What you can do',
    more: 'For more information',
    genuine: 'How to check that this message is genuine',
  },
  times: {
    occurred: 'It happened',
    until: 'It lasted until',
    aware: 'We learned of it',
    contained: 'We ended it',
  },
  affected: {
    lead: 'Your e-mail address is named there as a contact of:',
    company: 'Company',
    group: 'Group',
    noCompany: '(no company named)',
    more: (groups, companies, replyTo) =>
      `This list is shortened. ${count(groups, 'further group', 'further groups')}${companies > 0 ? ` and ${count(companies, 'further company', 'further companies')}` : ''} with your address are not shown. Write to ${replyTo} with your reference and we send you the whole list.`,
    brokenLinks: 'In names we write [.] for a dot, so that no name turns into a link.',
    notInvolved: 'What was not involved',
  },
  contact: {
    reply: (replyTo) => `You can reply to this message, or write to ${replyTo}. People read what you send.`,
    officer: 'Data protection officer',
    post: 'By post',
    authority: (name) => `You have the right to complain to the supervisory authority: ${name}.`,
  },
  genuine: {
    type: 'You need not click anything. Type this address into your browser yourself:',
    code: 'Enter your reference there:',
    result: 'The page tells you whether the reference is one of ours. It shows nothing about you.',
    never:
      'We will not ask you for a password, a code, a payment or any other information, here or by telephone.',
  },
  date,
  time: (at) => `${date(at)}, ${utcTime(at)}`,
};
