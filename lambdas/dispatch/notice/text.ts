import type { Affected } from './affected';
import type { Block } from './content';
import { gap } from './frame';
import type { Sentences } from './sentences';

/** Plain text is wrapped here; RFC 5322 asks for 78 at most. */
const WIDTH = 76;

/** The plain-text part of one language. */
export function renderText(blocks: readonly Block[]): string {
  let text = '';
  for (const one of blocks) {
    // What fills an optional gap brings its own distance, so that an empty one leaves none.
    const apart = text === '' || (one.kind === 'gap' && one.optional) ? '' : '\n\n';
    text += apart + block(one);
  }
  return `${text}\n`;
}

function block(content: Block): string {
  switch (content.kind) {
    case 'title':
      return `${wrap(content.text.toLocaleUpperCase())}\n${'='.repeat(WIDTH)}`;
    case 'heading':
      return `${content.text}\n${'-'.repeat(Math.min(WIDTH, width(content.text)))}`;
    case 'paragraph':
      return wrap(content.text);
    case 'facts':
      return content.facts
        .map(({ label, value }) => wrap(`${label}${content.colon}${value}`, '', '  '))
        .join('\n');
    case 'steps':
      return content.steps
        .map((step, at) => wrap(step.replace(/\s+/g, ' '), `${at + 1}. `, '   '))
        .join('\n');
    case 'typed':
      return `    ${content.text}`;
    case 'gap':
      return gap(content.name);
  }
}

/** The recipient's own companies and groups. Every line is indented, so none can pass for part of the message. */
export function affectedText(affected: Affected, says: Sentences, replyTo: string): string {
  const lines = [wrap(says.affected.lead), ''];
  for (const { name, groups } of affected.companies) {
    const company = `${says.affected.company}${says.colon}${name || says.affected.noCompany}`;
    lines.push(wrap(company, '  ', '      '));
    for (const group of groups) {
      lines.push(wrap(`${says.affected.group}${says.colon}${group}`, '    ', '        '));
    }
  }
  if (affected.moreGroups + affected.moreCompanies > 0) {
    lines.push('', wrap(says.affected.more(affected.moreGroups, affected.moreCompanies, replyTo)));
  }
  if (affected.brokenLinks) lines.push('', wrap(says.affected.brokenLinks));
  return lines.join('\n');
}

/** Breaks at spaces only: nothing that is meant to be typed or compared is ever cut in two. */
export function wrap(text: string, first = '', rest = ''): string {
  if (first.length + text.length <= WIDTH) return first + text;
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && width(line) + 1 + width(word) > WIDTH) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** East Asian characters take two columns. */
function width(text: string): number {
  return text.replace(
    /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/g,
    '..',
  ).length;
}
