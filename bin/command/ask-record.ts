import { IncidentRecord } from '../../lambdas/domain/incident-record';
import { plainWords } from '../../lambdas/domain/plain-words';
import type { Guide } from './record-guide';
import { type Draft, expandedGuides, getAt, setAt } from './record-template';

/** A terminal, as far as questions need one. */
export interface Terminal {
  /** @throws when the person has gone. */
  ask(question: string): Promise<string>;
  say(line: string): void;
}

/**
 * Asks for what a notice cannot do without and the draft does not have yet. An answer is checked by the schema itself,
 * whose words come back; an empty one leaves the field open.
 */
export async function askRecord(draft: Draft, terminal: Terminal): Promise<Draft> {
  let current = draft;
  const asked = new Set<string>();
  for (;;) {
    // Looked up anew each time: the language that is chosen decides which texts are asked for.
    const guide = expandedGuides(current).find((one) => !asked.has(one.path) && isOpen(current, one));
    if (!guide) return current;
    asked.add(guide.path);
    const value = await askOne(current, guide, terminal);
    if (value !== undefined) current = setAt(current, guide.path, value);
  }
}

const isOpen = (draft: Draft, { path, ask, fallback }: Guide) =>
  ask !== undefined &&
  (faultAt(draft, path) !== undefined || (fallback !== undefined && getAt(draft, path) === undefined));

async function askOne(draft: Draft, guide: Guide, terminal: Terminal): Promise<unknown> {
  const many = Array.isArray(guide.example);
  for (;;) {
    const value = many ? await askMany(guide, terminal) : await askLine(guide, terminal);
    if (value === undefined) return undefined;
    const fault = faultAt(setAt(draft, guide.path, value), guide.path);
    if (fault === undefined) return value;
    terminal.say(`  ${fault}`);
  }
}

async function askLine({ ask, fallback }: Guide, terminal: Terminal): Promise<string | undefined> {
  const answer = (await terminal.ask(`${ask}${fallback ? ` [${fallback}]` : ''}: `)).trim();
  return answer === '' ? fallback : answer;
}

async function askMany({ ask }: Guide, terminal: Terminal): Promise<string[] | undefined> {
  terminal.say(`${ask}, one step a line, the most useful first; an empty line ends:`);
  const lines: string[] = [];
  for (;;) {
    const line = (await terminal.ask(`  ${lines.length + 1}. `)).trim();
    if (line === '') return lines.length > 0 ? lines : undefined;
    lines.push(line);
  }
}

/** What the schema says about one field of a draft, or undefined when it fits. */
export function faultAt(draft: Draft, path: string): string | undefined {
  const parsed = IncidentRecord.safeParse(draft, { error: plainWords });
  if (parsed.success) return undefined;
  const issue = parsed.error.issues.find(({ path: at }) => {
    const fault = at.join('.');
    return fault === path || fault.startsWith(`${path}.`) || path.startsWith(`${fault}.`);
  });
  return issue?.message;
}
