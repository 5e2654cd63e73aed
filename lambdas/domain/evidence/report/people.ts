import { OUTCOMES } from '../../outcome';
import { counted, plural } from '../../plural';
import { countryName } from '../country';
import type { Findings } from '../findings';
import { sortedSplits } from '../summary';
import type { Split } from '../tally';
import { bar, countOf, overallBar, share } from './charts';
import { figure, html, Markup, tableOf } from './html';
import { peopleNote } from './notes';
import { companiesNote, shownFigures } from './shortlist';
import { GROUPS, labelOf, NONE, OUTCOME_WORDS } from './words';

/** The figures a reader wants first: everybody, in three groups that add up; then the rest. */
export function tiles(found: Findings): Markup {
  const { tally } = found;
  const { total } = tally.outcomes;
  const groups = GROUPS.map((one) => {
    const { group } = one;
    const count = countOf(tally.outcomes, group);
    return html`<div class="tile"><b>${figure(count)}</b>${total > 0 ? html`<em>${share(count, total)}</em>` : ''}<span><i class="key ${group}"></i>${labelOf(one, found)}</span></div>`;
  });
  return html`<div class="tiles main"><div class="tile"><b>${figure(total)}</b><span>${plural(total, 'person', 'people')} affected</span></div>${groups}</div>
${total > 0 ? overallBar(found) : ''}
<div class="tiles">${shownFigures(found).map(([count, what]) => html`<div class="tile"><b>${figure(count)}</b><span>${what}</span></div>`)}</div>`;
}

/** Every outcome that occurs, with its bar and its meaning. */
export function outcomes(found: Findings): Markup {
  const { tally } = found;
  const { total } = tally.outcomes;
  const shown = OUTCOMES.filter((outcome) => tally.outcomes[outcome] > 0);
  const most = Math.max(...shown.map((outcome) => tally.outcomes[outcome]));
  const rows = shown.map((outcome) => [
    outcome,
    bar(outcome, tally.outcomes[outcome], most),
    tally.outcomes[outcome],
    share(tally.outcomes[outcome], total),
    OUTCOME_WORDS[outcome],
  ]);
  return html`<h2>What became of each person</h2>
<div class="outcomes">${tableOf(
    [
      { title: 'Outcome' },
      { title: '' },
      { title: 'People', number: true },
      { title: 'Share', number: true },
      { title: 'Meaning' },
    ],
    total > 0 ? [...rows, [html`<b>total</b>`, '', html`<b>${figure(total)}</b>`, '', '']] : [],
    { none: NONE.people },
  )}</div>
${total > 0 ? html`<p class="soft">${peopleNote(found)}</p>` : ''}`;
}

/** Most countries first; the long tail is one line. */
const COUNTRIES_SHOWN = 40;

export function countries({ tally, addressesErasedAt }: Findings): Markup {
  if (addressesErasedAt) return html`<h2>By country</h2><p>${NONE.erased}</p>`;
  const all = sortedSplits(tally.countries);
  const rows: (string | number)[][] = all
    .slice(0, COUNTRIES_SHOWN)
    .map(([code, split]) => [`${countryName(code)} (${code})`, ...figuresOf(split)]);
  const rest = all.slice(COUNTRIES_SHOWN).map(([, split]) => split);
  if (rest.length > 0)
    rows.push([counted(rest.length, 'more country', 'more countries'), ...figuresOf(sumOf(rest))]);
  return html`<h2>By country</h2>
<p class="soft">From the file’s country column, else from the address’s domain. A domain is a hint, not a residence.</p>
${tableOf(splitColumns('Country'), rows, { none: NONE.people })}`;
}

export function languages({ tally }: Findings): Markup {
  const rows = sortedSplits(tally.languages).map(([language, split]) => [language, ...figuresOf(split)]);
  return html`<h2>By language of the notice</h2>
${tableOf(splitColumns('Language'), rows, { none: NONE.people })}`;
}

const figuresOf = ({ recipients, told, notReached, open }: Split) => [recipients, told, notReached, open];

const sumOf = (splits: readonly Split[]): Split =>
  splits.reduce((sum, split) => ({
    recipients: sum.recipients + split.recipients,
    told: sum.told + split.told,
    notReached: sum.notReached + split.notReached,
    open: sum.open + split.open,
  }));

const splitColumns = (title: string) => [
  { title },
  { title: 'People', number: true },
  { title: 'Told', number: true },
  { title: 'Not\u00a0reached or\u00a0unknown', number: true },
  { title: 'Open', number: true },
];

/** Companies nobody of which was reached first, then the largest; the CSV has all. */
export function companies(found: Findings): Markup {
  if (found.addressesErasedAt) return html`<h2>By company</h2><p>${NONE.erased}</p>`;
  const { total, shown } = found.companies;
  const rows = shown.map((company) => [
    html`<bdi>${company.company.trim() || NONE.company}</bdi>${
      company.nobodyReachable ? new Markup(' <b class="bad">nobody reached</b>') : ''
    }`,
    company.groups,
    ...figuresOf(company),
  ]);
  return html`<h2>By company</h2>
${total > 0 ? html`<p class="soft">${companiesNote(found, 'data/companies.csv')}</p>` : ''}
${tableOf([{ title: 'Company' }, { title: 'Groups', number: true }, ...splitColumns('').slice(1)], rows, { none: NONE.people })}`;
}
