import type { Findings } from '../findings';
import { figure, html, type Markup, Markup as MarkupOf, moment } from './html';
import { erasedNote } from './notes';
import { companies, countries, languages, outcomes, tiles } from './people';
import { approvalsOf, clocksTable, equations, filesTable, signatures, timelineOf } from './proof';
import { STYLE } from './style';

/** The evidence pack's report: one self-contained page, no script, nothing loaded from elsewhere. */
export function evidenceReport(found: Findings): string {
  return page(found, 'Evidence report', [
    tiles(found),
    outcomes(found),
    timelineOf(found),
    clocksTable(found),
    countries(found),
    languages(found),
    companies(found),
    filesTable(found, true),
    equations(found),
    approvalsOf(found, true),
    signatures(found),
  ]);
}

/** The same without names: aggregates only. */
export function regulatorReport(found: Findings): string {
  return page(found, 'Report for the authority', [
    tiles(found),
    outcomes(found),
    timelineOf(found),
    clocksTable(found),
    countries(found),
    languages(found),
    filesTable(found, false),
    equations(found),
    approvalsOf(found, false),
    signatures(found),
  ]);
}

/** On the first page, in words that cannot be overlooked. */
export function verdictText(found: Findings): string {
  const rehearsed = found.record?.sending.rehearsal ? `${REHEARSAL} ` : '';
  return rehearsed + balanceText(found);
}

const REHEARSAL =
  'THIS WAS A REHEARSAL: every mail went to the mailbox simulator of Amazon SES, and nobody was told.';

/** So many equations that do not hold are named at once; their table has the rest. */
const FAILED_NAMED = 5;

function balanceText(found: Findings): string {
  const failed = found.checks.filter(({ ok }) => !ok);
  if (failed.length > 0) {
    const named = failed
      .slice(0, FAILED_NAMED)
      .map(({ name, left, right }) => `${name} (${left} and ${right})`);
    const more = failed.length > FAILED_NAMED ? [`and ${figure(failed.length - FAILED_NAMED)} more`] : [];
    return `THIS PACK DOES NOT BALANCE: ${[...named, ...more].join('; ')}.`;
  }
  return `Balanced: all ${found.checks.length} equations hold, from the lines of the files to the outcome of each person.`;
}

function page(found: Findings, kind: string, sections: Markup[]): string {
  const { record, incident, cutAt, phase } = found;
  const title = record?.title ?? incident;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${kind}: ${title}</title>
<style>${new MarkupOf(STYLE)}</style>
</head>
<body>
<header>
<p class="soft">${kind}</p>
<h1>${title}</h1>
<p class="soft">Incident ${incident}${record ? `, ${record.controller.name}` : ''}. Phase: ${phase}. As of ${moment(cutAt)}.</p>
<div class="verdict${found.balanced ? '' : ' bad'}"><strong>${verdictText(found)}</strong></div>
${erasedNote(found) ? html`<p>${erasedNote(found)}</p>` : ''}
</header>
<main>
${sections.map(
  (section) => html`<section>
${section}
</section>
`,
)}
</main>
</body>
</html>
`.text;
}
