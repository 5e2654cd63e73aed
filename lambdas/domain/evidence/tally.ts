import { emptyCounts, type Outcome, type OutcomeCounts } from '../outcome';
import { countryOf } from './country';
import { NOT_REACHED, OPEN, type Person, TOLD } from './person';

/** Recipients of one country or language, by what became of them. */
export interface Split {
  recipients: number;
  told: number;
  notReached: number;
  open: number;
}

/** Figures of a whole incident as of the cut; flat, however many people it is fed. */
export interface Tally {
  outcomes: OutcomeCounts;
  /** Distinct exposures; `stored` are the register's items, by generation. */
  exposures: number;
  stored: Map<number, number>;
  notices: number;
  mails: { ids: number; twice: number; resent: number };
  events: { ofRecipients: number; withoutNotice: number; types: Map<string, number> };
  countries: Map<string, Split>;
  languages: Map<string, Split>;
  /** Mails handed to SES, by minute (RFC 3339 cut to the minute). */
  minutes: Map<string, number>;
  firstMailAt?: string;
  lastMailAt?: string;
  secondRoute: { due: number; done: number };
  duplicatePossible: number;
  /** Second and later notices that SES accepted. */
  supplements: number;
}

export function emptyTally(): Tally {
  return {
    outcomes: emptyCounts(),
    exposures: 0,
    stored: new Map(),
    notices: 0,
    mails: { ids: 0, twice: 0, resent: 0 },
    events: { ofRecipients: 0, withoutNotice: 0, types: new Map() },
    countries: new Map(),
    languages: new Map(),
    minutes: new Map(),
    secondRoute: { due: 0, done: 0 },
    duplicatePossible: 0,
    supplements: 0,
  };
}

/** Adds one person. */
export function tallyPerson(tally: Tally, person: Person): void {
  tally.outcomes[person.outcome]++;
  tally.outcomes.total++;
  tally.exposures += person.exposures.length;
  for (const [generation, count] of person.stored) add(tally.stored, generation, count);
  tally.notices += person.notices.length;
  const first = person.exposures[0];
  if (first) split(tally.countries, countryOf(first), person.outcome);
  split(tally.languages, person.notices[0]?.language ?? 'none yet', person.outcome);
  tallyMails(tally, person);
  tallyEvents(tally, person);
  if (isSecondRoute(person)) {
    tally.secondRoute.due++;
    if (secondRouteDone(person)) tally.secondRoute.done++;
  }
  tally.supplements += person.notices.filter(({ sequence, messageId }) => sequence > 1 && messageId).length;
  if (person.notices.some(({ duplicatePossible }) => duplicatePossible)) tally.duplicatePossible++;
}

/** Whether mail did not reach this person, so that somebody has to call, write or ask another admin. */
export function isSecondRoute({ outcome }: Pick<Person, 'outcome'>): boolean {
  return NOT_REACHED.includes(outcome);
}

/** The decision that closed the second route, if there is one. */
export function secondRouteDone({ decisions }: Pick<Person, 'decisions'>) {
  return decisions.findLast(({ decision }) => decision === 'second-route-done');
}

/** The ids of the mails SES accepted for this person: an answer may be lost, then only an event knows the id. */
export function mailIds({ notices, events }: Person): Set<string> {
  const answered = notices.flatMap(({ messageId }) => messageId ?? []);
  return new Set([...answered, ...events.map(({ messageId }) => messageId)]);
}

function tallyMails(tally: Tally, person: Person): void {
  const { notices } = person;
  const ids = mailIds(person);
  tally.mails.ids += ids.size;
  const attempts = notices.reduce((sum, { attempt }) => sum + attempt, 0);
  tally.mails.twice += Math.max(0, ids.size - attempts);
  tally.mails.resent += attempts - notices.length;
  for (const { sentAt } of notices) {
    if (!sentAt) continue;
    add(tally.minutes, sentAt.slice(0, 16), 1);
    if (!tally.firstMailAt || sentAt < tally.firstMailAt) tally.firstMailAt = sentAt;
    if (!tally.lastMailAt || sentAt > tally.lastMailAt) tally.lastMailAt = sentAt;
  }
}

function tallyEvents(tally: Tally, { notices, events }: Person): void {
  const told = new Set(notices.map(({ sequence }) => sequence));
  tally.events.ofRecipients += events.length;
  for (const { type, sequence } of events) {
    add(tally.events.types, type, 1);
    if (!told.has(sequence)) tally.events.withoutNotice++;
  }
}

function split(table: Map<string, Split>, key: string, outcome: Outcome): void {
  const row = table.get(key) ?? { recipients: 0, told: 0, notReached: 0, open: 0 };
  row.recipients++;
  if (TOLD.includes(outcome)) row.told++;
  if (NOT_REACHED.includes(outcome)) row.notReached++;
  if (OPEN.includes(outcome)) row.open++;
  table.set(key, row);
}

function add<Key>(table: Map<Key, number>, key: Key, count: number): void {
  table.set(key, (table.get(key) ?? 0) + count);
}
