import type { Affected } from './affected';
import type { Block } from './content';
import { gap } from './frame';
import { escapeHtml } from './inert';
import type { Sentences } from './sentences';

/**
 * One column that fits a telephone, system fonts, colours for light and dark. No image, link, script or remote
 * style: nothing to load, nothing to track, nothing to click. Programs that drop the style sheet still show
 * headings and lists.
 */
const STYLE = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  'body{margin:0;padding:16px;background:#ffffff;color:#1b1b1b;font:16px/1.5 -apple-system,"Segoe UI",Roboto,Arial,sans-serif}',
  'main{max-width:640px;margin:0 auto;overflow-wrap:anywhere}',
  'h1{font-size:24px;line-height:1.25;margin:0 0 16px}',
  'h2{font-size:19px;line-height:1.3;margin:28px 0 8px}',
  'p,ul,ol,dl{margin:0 0 12px}',
  'ul,ol{padding-left:24px}',
  'li{margin:0 0 6px}',
  'li>ul{margin:2px 0 10px;padding-left:18px}',
  'li li{margin:0 0 2px}',
  'li>bdi{font-weight:bold}',
  'li li>bdi{font-weight:normal}',
  'dt{font-weight:bold}',
  'dd{margin:0 0 6px}',
  '.typed{font:15px/1.5 Consolas,Menlo,monospace;padding:8px 12px;border:1px solid #767676;border-radius:4px}',
  '.typed span{display:inline-block}',
  'hr{border:0;border-top:1px solid #767676;margin:32px 0}',
  '@media (prefers-color-scheme:dark){body{background:#121212;color:#ececec}.typed,hr{border-color:#9a9a9a}}',
].join('\n');

/** The whole document; `parts` are in the order they are read, below an English `lead`. */
export function renderHtml(title: string, parts: { tag: string; body: string }[], lead?: string): string {
  const [first] = parts;
  const bodies = parts.map(({ tag, body }) => `<div lang="${tag}">\n${body}\n</div>`);
  return [
    '<!DOCTYPE html>',
    `<html lang="${first?.tag ?? 'en'}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>\n${STYLE}\n</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...(lead ? [`<p lang="en">${escapeHtml(lead)}</p>`] : []),
    `${bodies.join('\n<hr>\n')}\n</main>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The body of one language's part. */
export function renderBody(blocks: readonly Block[]): string {
  return blocks.map(block).join('\n');
}

function block(content: Block): string {
  switch (content.kind) {
    case 'title':
      return `<h1>${escaped(content.text)}</h1>`;
    case 'heading':
      return `<h2>${escaped(content.text)}</h2>`;
    case 'paragraph':
      return `<p>${escaped(content.text)}</p>`;
    case 'facts':
      return `<dl>\n${content.facts.map(({ label, value }) => `<dt>${escaped(label)}</dt>\n<dd>${escaped(value)}</dd>`).join('\n')}\n</dl>`;
    case 'steps':
      return `<ol>\n${content.steps.map((step) => `<li>${escaped(step)}</li>`).join('\n')}\n</ol>`;
    case 'typed':
      return `<p class="typed">${typed(content.text)}</p>`;
    case 'gap':
      return gap(content.name);
  }
}

/** Broken before a slash where it does not fit a line: at a hyphen nobody would know whether to type it. */
function typed(text: string): string {
  const parts = text.split(/(?<=[^/:])(?=\/)/);
  return parts.map((part) => `<span>${escaped(part)}</span>`).join('');
}

/** The recipient's own companies and groups; `bdi` keeps a right-to-left name from turning what follows it. */
export function affectedHtml(affected: Affected, says: Sentences, replyTo: string): string {
  const value = (text: string) => `<bdi>${escapeHtml(text)}</bdi>`;
  const lines = [`<p>${escapeHtml(says.affected.lead)}</p>`, '<ul>'];
  const company = escapeHtml(says.affected.company + says.colon);
  const group = escapeHtml(says.affected.group + says.colon);
  for (const { name, groups } of affected.companies) {
    lines.push(`<li>${company}${value(name || says.affected.noCompany)}`);
    if (groups.length > 0) {
      lines.push('<ul>', ...groups.map((one) => `<li>${group}${value(one)}</li>`), '</ul>');
    }
    lines.push('</li>');
  }
  lines.push('</ul>');
  if (affected.moreGroups + affected.moreCompanies > 0) {
    const more = says.affected.more(affected.moreGroups, affected.moreCompanies, replyTo);
    lines.push(`<p>${escapeHtml(more)}</p>`);
  }
  if (affected.brokenLinks) lines.push(`<p>${escapeHtml(says.affected.brokenLinks)}</p>`);
  return lines.join('\n');
}

/** Escapes around the gaps, which are filled with what is escaped already. */
function escaped(text: string): string {
  return text
    .split('\u0000')
    .map((part, at) => (at % 2 === 0 ? escapeHtml(part) : gap(part)))
    .join('');
}
