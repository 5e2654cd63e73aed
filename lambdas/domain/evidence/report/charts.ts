import { OUTCOMES, type Outcome, type OutcomeCounts } from '../../outcome';
import { figure, html, type Markup, moment } from './html';

/** Colour classes: blue was accepted by SES, green by the mail server, red not reached, amber open. */
const SHADE: Record<Outcome, string> = {
  pending: 'open',
  claimed: 'open',
  sent: 'told',
  delayed: 'told',
  delivered: 'good',
  bounced: 'bad',
  suppressed: 'bad',
  complained: 'good',
  rejected: 'bad',
  unknown: 'open',
  withheld: 'grey',
};

const WIDTH = 900;
const LABEL = 110;
const FIGURE = 130;
const ROW = 26;

/** One bar an outcome that occurs; the table below it says the same in words. */
export function outcomeChart(outcomes: OutcomeCounts): Markup {
  const shown = OUTCOMES.filter((outcome) => outcomes[outcome] > 0);
  const most = Math.max(1, ...shown.map((outcome) => outcomes[outcome]));
  const bars = shown.map((outcome, i) => {
    const count = outcomes[outcome];
    const length = Math.max(2, Math.round((count / most) * (WIDTH - LABEL - FIGURE)));
    const y = i * ROW;
    return html`<text x="0" y="${y + 17}">${outcome}</text>
<rect class="${SHADE[outcome]}" x="${LABEL}" y="${y + 4}" width="${length}" height="${ROW - 8}" rx="2"/>
<text x="${LABEL + length + 8}" y="${y + 17}">${figure(count)} (${share(count, outcomes.total)})</text>
`;
  });
  const height = Math.max(1, shown.length) * ROW;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Recipients by outcome">
${bars.length > 0 ? bars : html`<text x="0" y="17">No recipients.</text>`}</svg>`;
}

/** 12.3 %; never 100 % or 0 % when it is not all or nothing. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 0.1) return '< 0.1 %';
  if (part < whole && percent > 99.9) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** A moment on the time line. `due` are deadlines, drawn below the line. */
export interface Mark {
  at: string;
  label: string;
  kind: 'fact' | 'due' | 'late';
}

/** Where the line stands: right of the longest moment, `22 September 2026, 14:05 UTC`, in any system font. */
const LINE = 265;

/**
 * What happened above, deadlines below, in order of time and evenly spaced: hours and weeks on one true scale
 * would put all of the work on one spot. Each label carries its full time.
 */
export function timeline(marks: readonly Mark[]): Markup {
  const sorted = marks.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const rows = sorted.map((mark, i) => {
    const y = i * 30 + 20;
    const shade = mark.kind === 'fact' ? 'told' : mark.kind === 'late' ? 'bad' : 'open';
    const shape =
      mark.kind === 'fact'
        ? html`<circle class="${shade}" cx="${LINE}" cy="${y - 4}" r="6"/>`
        : html`<rect class="${shade}" x="${LINE - 6}" y="${y - 10}" width="12" height="12" transform="rotate(45 ${LINE} ${y - 4})"/>`;
    return html`<text class="t" x="${LINE - 20}" y="${y}" text-anchor="end">${moment(mark.at)}</text>${shape}
<text x="${LINE + 20}" y="${y}">${mark.label}</text>
`;
  });
  const height = sorted.length * 30 + 8;
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="What happened, and the deadlines">
<line class="rule" x1="${LINE}" y1="8" x2="${LINE}" y2="${height - 8}"/>
${rows}</svg>`;
}
