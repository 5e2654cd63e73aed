import { GUIDES, type Guide } from './record-guide';

/** A record as far as it is known: any JSON that a person may have begun. */
export type Draft = Record<string, unknown>;

/** A field, or a group of fields by name. */
type Node = Guide | Map<string, Node>;

/**
 * The record as a file for people: what is known or needed as it is, what may be added as a comment with an example,
 * each with a word on what it is for. Every line ends so that a comment can be made part of it by taking out `//`.
 *
 * @param schema where editors find the JSON Schema.
 */
export function templateOf(draft: Draft, schema?: string): string {
  const head = [
    '// An incident record for breach-notify. Lines that begin with // are comments: take out the // to use one.',
    '// Every field is explained in docs/incident-record.md. Check it:  npm start -- incident check FILE',
  ];
  const named = schema === undefined ? [] : [`  "$schema": ${JSON.stringify(schema)},`];
  return `${[...head, '{', ...named, ...linesOf(treeOf(draft), draft, '  '), '}'].join('\n')}\n`;
}

/** The guides as a tree, with the texts of each language that the draft has or will need. */
function treeOf(draft: Draft): Map<string, Node> {
  const root = new Map<string, Node>();
  for (const guide of expandedGuides(draft)) {
    const names = guide.path.split('.');
    let place = root;
    for (const name of names.slice(0, -1)) {
      let next = place.get(name);
      if (!(next instanceof Map)) {
        next = new Map();
        place.set(name, next);
      }
      place = next;
    }
    place.set(names.at(-1) ?? '', guide);
  }
  return root;
}

/** One guide for each language in place of `*`. */
export function expandedGuides(draft: Draft): Guide[] {
  const languages = languagesOf(draft);
  return GUIDES.flatMap((guide) =>
    guide.path.includes('*')
      ? languages.map((language) => ({ ...guide, path: guide.path.replace('*', language) }))
      : [guide],
  );
}

function languagesOf(draft: Draft): string[] {
  const first = getAt(draft, 'notice.defaultLanguage');
  const texts = getAt(draft, 'notice.texts');
  const known = typeof texts === 'object' && texts !== null ? Object.keys(texts) : [];
  return [...new Set([typeof first === 'string' && first !== '' ? first : 'en', ...known])];
}

function linesOf(tree: Map<string, Node>, known: unknown, indent: string): string[] {
  return [...tree].flatMap(([name, node]) => {
    const value = isObject(known) ? known[name] : undefined;
    return node instanceof Map
      ? groupLines(name, node, value, indent)
      : fieldLines(name, node, value, indent);
  });
}

function groupLines(name: string, group: Map<string, Node>, value: unknown, indent: string): string[] {
  const lines = [`"${name}": {`, ...linesOf(group, value, '  '), '},'];
  const used = value !== undefined || isNeeded(group);
  return lines.map((line) => `${indent}${used ? '' : '// '}${line}`);
}

function fieldLines(name: string, guide: Guide, value: unknown, indent: string): string[] {
  const about = `${indent}// ${guide.about}`;
  const given = value ?? (guide.ask === undefined ? undefined : (guide.fallback ?? emptyLike(guide.example)));
  const shown = given === undefined ? guide.example : given;
  const json = `"${name}": ${JSON.stringify(shown, null, 2)},`.split('\n');
  return [about, ...json.map((line) => `${indent}${given === undefined ? '// ' : ''}${line}`)];
}

const isNeeded = (node: Node): boolean =>
  node instanceof Map ? [...node.values()].some(isNeeded) : node.ask !== undefined;

/** A gap that the schema refuses: nobody can send a notice with an example in it. */
const emptyLike = (example: unknown) => (Array.isArray(example) ? [] : '');

const isObject = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at `a.b.c`. */
export function getAt(draft: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), draft);
}

/** A copy of the draft with a value at `a.b.c`. */
export function setAt(draft: Draft, path: string, value: unknown): Draft {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...draft, [name]: value };
  const below = draft[name];
  return { ...draft, [name]: setAt(isObject(below) ? below : {}, rest.join('.'), value) };
}
