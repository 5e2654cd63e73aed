import type { Outcome, OutcomeCounts } from '../../outcome';
import type { Findings } from '../findings';
import { figure, html, Markup, moment } from './html';
import type { Mark } from './marks';
import { GROUPS, type Group, groupOf, labelOf } from './words';

/** How many people a group has. */
export const countOf = (outcomes: OutcomeCounts, group: Group): number =>
  GROUPS.find((one) => one.group === group)!.outcomes.reduce((sum, outcome) => sum + outcomes[outcome], 0);

/** Everybody in one bar: told, not reached, open. The tiles above it are its legend. */
export function overallBar(found: Findings): Markup {
  const parts = GROUPS.map((one) => ({
    group: one.group,
    label: labelOf(one, found),
    count: countOf(found.tally.outcomes, one.group),
  }));
  const told = parts.map(({ label, count }) => `${figure(count)} ${label}`).join(', ');
  const bars = parts
    .filter(({ count }) => count > 0)
    .map(({ group, count }) => html`<i class="${group}" style="flex-grow:${count}"></i>`);
  return html`<div class="whole" role="img" aria-label="${told}">${bars}</div>`;
}

/** The bar of one outcome, as long as its part of the most frequent one. */
export function bar(outcome: Outcome, count: number, most: number): Markup {
  const width = ((count / most) * 100).toFixed(1);
  return html`<i class="bar ${groupOf(outcome)}" style="width:${width}%"></i>`;
}

/** 12.3 %; never 100 % or 0 % when it is not all or nothing. */
export function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 0.1) return '< 0.1 %';
  if (part < whole && percent > 99.9) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}

/**
 * What happened and the deadlines, in order of time and evenly spaced: hours and weeks on one true scale would put
 * all of the work on one spot. A dot is a fact, a diamond a deadline, which also says in words how it stands.
 */
export function timeline(marks: readonly Mark[]): Markup {
  const rows = marks.map(({ at, since, label, standing }) => {
    const stands = standing ? html` <b class="${standing.tone}">${standing.text}</b>` : new Markup('');
    return html`<li class="${standing ? `due ${standing.tone}` : 'fact'}"><time datetime="${at}">${moment(at)}</time>
<span class="since">${since}</span><span class="what">${label}${stands}</span></li>
`;
  });
  return html`<ol class="time">
${rows}</ol>`;
}
