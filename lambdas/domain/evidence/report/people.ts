import { OUTCOMES } from '../../outcome';
import { countryName } from '../country';
import type { Findings } from '../findings';
import { NOT_REACHED, OPEN, TOLD } from '../person';
import { sortedSplits } from '../summary';
import { outcomeChart, share } from './charts';
import { figure, html, Markup, tableOf } from './html';
import { OUTCOME_WORDS } from './words';

const sum = (found: Findings, outcomes: readonly (typeof OUTCOMES)[number][]) =>
  outcomes.reduce((total, outcome) => total + found.tally.outcomes[outcome], 0);

/** The figures a reader wants first. */
export function tiles(found: Findings): Markup {
  const { tally, companies } = found;
  const all: [number, string][] = [
    [tally.outcomes.total, 'people affected'],
    [sum(found, TOLD), 'told by mail'],
    [sum(found, NOT_REACHED), 'not reached by mail, or not known'],
    [sum(found, OPEN), 'still open'],
    [companies.total, 'companies named'],
    [companies.nobodyReachable, 'companies with nobody reached'],
    [tally.exposures, 'entries found (company, group, address)'],
    [tally.mails.ids, 'mails accepted by SES'],
  ];
  return html`<div class="tiles">${all.map(([count, what]) => html`<div class="tile"><b>${figure(count)}</b><span>${what}</span></div>`)}</div>`;
}

/** Chart and table of outcomes. */
export function outcomes({ tally }: Findings): Markup {
  const rows = OUTCOMES.filter((outcome) => tally.outcomes[outcome] > 0).map((outcome) => [
    outcome,
    tally.outcomes[outcome],
    share(tally.outcomes[outcome], tally.outcomes.total),
    OUTCOME_WORDS[outcome],
  ]);
  const { due, done } = tally.secondRoute;
  return html`<h2>What became of each person</h2>
${outcomeChart(tally.outcomes)}
${tableOf([{ title: 'Outcome' }, { title: 'People', number: true }, { title: 'Share', number: true }, { title: 'Meaning' }], [...rows, ['total', tally.outcomes.total, '', '']])}
<p class="soft">Second route (another admin, telephone, post): ${figure(due)} people, ${figure(done)} of them done.
Mails sent again on a person’s decision: ${figure(tally.mails.resent)}.</p>`;
}

/** Most countries first; the long tail is one line. */
const COUNTRIES_SHOWN = 40;

export function countries({ tally }: Findings): Markup {
  const all = sortedSplits(tally.countries);
  const rows = all
    .slice(0, COUNTRIES_SHOWN)
    .map(([code, s]) => [`${countryName(code)} (${code})`, s.recipients, s.told, s.notReached, s.open]);
  const rest = all.slice(COUNTRIES_SHOWN);
  const add = (field: 'recipients' | 'told' | 'notReached' | 'open') =>
    rest.reduce((total, [, s]) => total + s[field], 0);
  if (rest.length > 0) {
    rows.push([
      `${rest.length} more countries`,
      add('recipients'),
      add('told'),
      add('notReached'),
      add('open'),
    ]);
  }
  return html`<h2>By country</h2>
<p class="soft">From the file’s country column, else from the address’s domain. A domain is a hint, not a residence.</p>
${tableOf(SPLIT_COLUMNS('Country'), rows)}`;
}

export function languages({ tally }: Findings): Markup {
  const rows = sortedSplits(tally.languages).map(([language, s]) => [
    language,
    s.recipients,
    s.told,
    s.notReached,
    s.open,
  ]);
  return html`<h2>By language of the notice</h2>
${tableOf(SPLIT_COLUMNS('Language'), rows)}`;
}

const SPLIT_COLUMNS = (title: string) => [
  { title },
  { title: 'People', number: true },
  { title: 'Told', number: true },
  { title: 'Not reached or unknown', number: true },
  { title: 'Open', number: true },
];

/** Companies nobody of which was reached first, then the largest; the CSV has all. */
export function companies({ companies: { total, nobodyReachable, shown } }: Findings): Markup {
  const rows = shown.map((c) => [
    c.company || '(no company in the file)',
    c.groups,
    c.recipients,
    c.told,
    c.notReached,
    c.open,
    c.nobodyReachable ? new Markup('<span class="no">nobody reached</span>') : '',
  ]);
  return html`<h2>By company</h2>
<p class="soft">${figure(shown.length)} of ${figure(total)} companies: those of which nobody could be reached
(${figure(nobodyReachable)}) first, then the largest. data/companies.csv has all of them.</p>
${tableOf([{ title: 'Company' }, { title: 'Groups', number: true }, ...SPLIT_COLUMNS('').slice(1), { title: '' }], rows)}`;
}
