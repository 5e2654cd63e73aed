import { holdsAddress } from '../../addresses/extract';
import { nameStrength, ROLES, type Role } from '../dialect/header-names';

/** A row by the names of its values, or by their places. */
export type JsonRow = Record<string, string> | string[];

export interface JsonRows {
  rows: JsonRow[];
  /** What stands around lists, belongs to no company and holds an address. */
  aside: string[];
}

/**
 * Makes rows of one JSON value. Lists of objects become rows of their own and take along what the objects around
 * them say about company, group, language and country: `{"company":…, "groups":[{"name":…, "admins":[…]}]}`.
 *
 * @returns undefined when a value would be hidden: a name given twice, an address as a name, nesting without end.
 */
export function jsonRows(text: string): JsonRows | undefined {
  try {
    const found = new Rows();
    found.of(parse(text));
    const { rows, aside, said } = found;
    const ats = (part: string) => part.split('@').length;
    return ats(said.join(' ')) === ats(text.replaceAll('\\u0040', '@')) ? { rows, aside } : undefined;
  } catch (error) {
    // The messages quote the text; that it cannot be read is all there is to say.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** JSON, also with what Python (`NaN`) and people (`,}`) write into it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const strict = text.replace(NEARLY_JSON, (part) =>
      part.startsWith('"') ? part : part === ',' ? '' : 'null',
    );
    if (strict === text) throw error;
    return JSON.parse(strict);
  }
}
const NEARLY_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b|,(?=\s*[}\]])/gu;

/** `@odata.context`, `members@odata.count`, `@timestamp`: names that describe, and no addresses. */
const DESCRIBING = /@(?:odata|microsoft\.graph)\.|(?<=^|")@(?=[\w.]+(?:$|"\s*:))/giu;
export const withoutDescribing = (text: string): string => text.replace(DESCRIBING, '');

type Named = Record<string, unknown>;
const isObject = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null;

const PASSED_ON: readonly Role[] = ['company', 'group', 'language', 'country'];
/** Of what? The list says it: `groups.name`. */
const OF_WHAT = /^(?:name|title|label|id|nom|naam|nombre|bezeichnung)$/iu;

class Rows {
  readonly rows: JsonRow[] = [];
  readonly aside: string[] = [];
  /** Every value's text once, to see that none is missing. */
  readonly said: string[] = [];

  of(value: unknown): void {
    if (Array.isArray(value)) this.rows.push(value.map((cell) => this.text(cell)));
    else if (!isObject(value)) this.rows.push([this.text(value)]);
    else if (isColumns(value)) this.columns(value);
    else if (isMap(value)) for (const [key, held] of Object.entries(value)) this.entry(key, held);
    else this.object(value, {});
  }

  private columns(value: Record<string, object>): void {
    const columns = Object.entries(value).map(([name, column]) => [name, Object.values(column)] as const);
    for (const [name] of columns) this.name(name);
    for (let at = 0; at < (columns[0]?.[1].length ?? 0); at++) {
      this.rows.push(Object.fromEntries(columns.map(([name, cells]) => [name, this.text(cells[at])])));
    }
  }

  private entry(key: string, held: unknown): void {
    this.said.push(key);
    if (isObject(held)) this.object(held, { key });
    else this.rows.push({ key, value: this.text(held) });
  }

  private object(value: Named, around: Record<string, string>, list = ''): void {
    const own: Record<string, string> = {};
    const lists: [string, unknown[]][] = [];
    const walk = (part: Named, path: string) => {
      for (const [key, held] of Object.entries(part)) {
        this.name(key);
        const name = path ? `${path}.${key}` : key;
        if (isObject(held) && Object.keys(held).length > 0) walk(held, name);
        else if (Array.isArray(held) && held.some(isNested)) lists.push([name, held]);
        else own[list && (OF_WHAT.test(name) || name in around) ? `${list}.${name}` : name] = this.text(held);
      }
    };
    walk(value, '');
    const row = { ...around, ...own };
    if (lists.length === 0) {
      this.rows.push(row);
      return;
    }
    const passed = Object.fromEntries(
      Object.entries(row).filter(
        ([name]) => name === 'key' || PASSED_ON.some((role) => nameStrength(name, role) > 0),
      ),
    );
    // Beside lists, only people make a row; the rest describes the lists.
    const holdsPeople = Object.values(own).some((text) => text.includes('@'));
    if (holdsPeople && Object.keys(passed).length > 0) this.rows.push(row);
    else if (holdsPeople) this.aside.push(JSON.stringify(own));
    for (const [name, held] of lists)
      for (const element of held) {
        if (isObject(element)) this.object(element, passed, name);
        else if (Array.isArray(element)) this.rows.push(element.map((cell) => this.text(cell)));
        else this.rows.push({ ...passed, [name]: this.text(element) });
      }
  }

  /** A name with an @ in it is accounted for, unless somebody hides in it. */
  private name(key: string): void {
    if (key.includes('@') && !holdsAddress(withoutDescribing(key))) this.said.push(key);
  }

  private text(value: unknown): string {
    const text = textOf(value);
    this.said.push(text);
    return text;
  }
}

const isField = (key: string) => ROLES.some((role) => nameStrength(key, role) > 0);

/**
 * `{"company":["Acme","Beta"],"email":["a@b.example","c@d.example"]}`: each column in a list, all of one length. Or under
 * the same numbers, as pandas does: `{"company":{"0":"Acme","1":"Beta"},"email":{"0":…`.
 */
function isColumns(value: Named): value is Record<string, object> {
  const columns = Object.values(value);
  const first = columns[0];
  if (columns.length < 2 || !isNested(first) || Object.keys(first as object).length < 2) return false;
  const places = Object.keys(first as object).join();
  const isEven = columns.every(
    (column) => isNested(column) && Object.keys(column as object).join() === places,
  );
  return (
    isEven &&
    !columns.some((column) => Object.values(column as object).some(isNested)) &&
    Object.keys(value).some(isField)
  );
}

/** `{"Acme":["a@b.example"],"Beta":[…]}`: keys that are no names of fields, values of one shape. */
function isMap(value: Named): boolean {
  const held = Object.values(value);
  const first = held[0];
  if (held.length < 2) return false;
  const isOneShape = isObject(first)
    ? Object.keys(first).some((key) => held.every((one) => isObject(one) && key in one))
    : held.every((one) => Array.isArray(one) && !one.some(isNested));
  return isOneShape && !Object.keys(value).some(isField);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part !== 'object')) return value.join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
