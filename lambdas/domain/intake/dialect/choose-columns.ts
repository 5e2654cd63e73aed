import { extractAddresses, holdsAddress } from '../../addresses/extract';
import { Refusal } from '../../quarantine-codes';
import { isCovered } from '../rows/read-row';
import type { Columns } from './columns';
import { foldName, nameStrength, type Role } from './header-names';

/** What the incident says about columns: a header's text or a 1-based number. */
export type ColumnOverrides = Partial<Record<Exclude<Role, 'email'>, ColumnRef>> & {
  email?: ColumnRef | ColumnRef[];
};
type ColumnRef = string | number;

/** A file without addresses: no column is used. */
export const NOBODY: Omit<Columns, 'width'> = {
  email: -1,
  further: [],
  company: null,
  group: null,
  language: null,
  country: null,
  passedOver: [],
};

/** The same, telling whether the file is a table of companies or groups all the same. */
export function nobodyIn(header: string[] | undefined, width: number): Columns {
  const named = (role: Role) => strongest(header, role, new Set(), 1);
  return { ...NOBODY, width, company: named('company'), group: named('group') };
}

/** Of the rows that have something in a column, this share holds addresses: then it is an address column. */
const MOSTLY = 0.5;

/**
 * Which column is what: by the incident's word, by name, by content, in this order.
 *
 * @throws Refusal `no-address-column`, `duplicate-address-columns` (naming them) or `no-such-column`.
 */
export function chooseColumns(
  header: string[] | undefined,
  rows: string[][],
  width: number,
  overrides: ColumnOverrides = {},
): Columns {
  const taken = new Set<number>();
  const find = (wanted: ColumnRef) => findNamed(wanted, header, width);
  const named = (role: Exclude<Role, 'email'>) => {
    const wanted = overrides[role];
    return wanted === undefined ? undefined : take(taken, existing(find(wanted)));
  };
  const wanted = [overrides.email ?? []].flat();
  // Of several, each file of the incident may have some.
  const chosen = wanted.flatMap((one) => find(one) ?? []).map((column) => take(taken, column));
  if (wanted.length > 0) existing(chosen[0]);
  const [email = take(taken, chooseEmail(header, rows, width)), ...further] = chosen;
  const overridden = { company: named('company'), group: named('group') };
  const byName = (role: Role, least: number, also?: Credible) =>
    take(taken, strongest(header, role, taken, least, also));
  // A number or a flag about a company (`customer_id`, `is_customer`) is not its name.
  const isName: Credible = (column, strength) =>
    strength === 3 || isEmpty(rows, column) || isText(rows, column);
  const company = overridden.company ?? byName('company', 2, isName);
  const group = overridden.group ?? byName('group', 2, isName);
  const language = named('language') ?? byName('language', 3);
  const country = named('country') ?? byName('country', 3);
  const columns: Columns = { width, email, further, company, group, language, country, passedOver: [] };
  if (columns.company === null) columns.company = byName('company', 1);
  fillByPlace(columns, header, rows, taken);
  // A misspelt one must hide nobody: then addresses elsewhere are put aside.
  if (chosen.length > 0 && chosen.length === wanted.length)
    columns.passedOver = addressColumns(rows, width).filter((column) => !chosen.includes(column));
  return columns;
}

function take<Column extends number | null>(taken: Set<number>, column: Column): Column {
  if (column !== null) taken.add(column);
  return column;
}

function existing(column: number | undefined): number {
  if (column === undefined) throw new Refusal('no-such-column');
  return column;
}

function findNamed(wanted: ColumnRef, header: string[] | undefined, width: number): number | undefined {
  const at =
    typeof wanted === 'number'
      ? wanted - 1
      : (header ?? []).findIndex((name) => foldName(name) === foldName(wanted) && foldName(name) !== '');
  return at < 0 || at >= width ? undefined : at;
}

function chooseEmail(header: string[] | undefined, rows: string[][], width: number): number {
  const byContent = addressColumns(rows, width);
  const strengths = (header ?? []).map((name) => nameStrength(name, 'email'));
  const holds = (column: number) => rows.some((row) => holdsAddress(row[column] ?? ''));
  const exact = strengths.flatMap((strength, column) => (strength === 3 ? [column] : []));
  const partly = strengths.flatMap((strength, column) => (strength === 2 && holds(column) ? [column] : []));
  const perhaps = strengths.flatMap((strength, column) => (strength === 1 && holds(column) ? [column] : []));
  // A well-named column without a single address gives way to one that has them.
  const credible = exact.length === 1 && !holds(exact[0] as number) && byContent.length > 0 ? [] : exact;
  const byName = [...credible, ...partly];
  // Beside a column that is named, a few addresses are an oddity of their rows, not another address column.
  const others = byName.length > 0 ? addressColumns(rows, width, FEW + 1) : byContent;
  const candidates = new Set([...byName, ...others]);
  if (candidates.size === 0) for (const column of perhaps) candidates.add(column);
  if (candidates.size === 0)
    for (let column = 0; column < width; column++) if (holds(column)) candidates.add(column);
  const [first, second] = withoutRepeating([...candidates], rows);
  if (first === undefined) throw new Refusal('no-address-column');
  if (second !== undefined) throw new Refusal('duplicate-address-columns', named(candidates, header));
  return first;
}

const FEW = 3;

/** Columns that only say again what another one says (a display name, a login) tell of nobody. */
function withoutRepeating(candidates: number[], rows: string[][]): number[] {
  const repeats = (column: number, other: number) => {
    const holding = rows.filter((row) => holdsAddress(row[column] ?? ''));
    const isRepeated = (row: string[]) =>
      isCovered(row[column] ?? '', extractAddresses(row[other] ?? '').usable);
    return holding.length > 0 && holding.every(isRepeated);
  };
  const left = [...candidates];
  // The last ones go first: where two say the same, the better named one stays.
  for (const column of [...candidates].reverse()) {
    const others = left.filter((other) => other !== column);
    if (others.some((other) => repeats(column, other))) left.splice(left.indexOf(column), 1);
  }
  return left;
}

const MOST_NAMED = 12;

function named(columns: Set<number>, header: string[] | undefined): string {
  const names = [...columns].sort((a, b) => a - b).map((column) => header?.[column]?.trim() || column + 1);
  return names.length > MOST_NAMED ? `${names.slice(0, MOST_NAMED).join(', ')}, …` : names.join(', ');
}

/** Columns that mostly hold addresses, `least` of them. */
function addressColumns(rows: string[][], width: number, least = 1): number[] {
  const found: number[] = [];
  for (let column = 0; column < width; column++) {
    const filled = rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
    const addresses = filled.filter((cell) => extractAddresses(cell).usable.length > 0);
    if (addresses.length >= least && addresses.length >= filled.length * MOSTLY) found.push(column);
  }
  return found;
}

type Credible = (column: number, strength: number) => boolean;

function strongest(
  header: string[] | undefined,
  role: Role,
  taken: Set<number>,
  least: number,
  isCredible: Credible = () => true,
): number | null {
  let best: number | null = null;
  let most = least - 1;
  for (const [column, name] of (header ?? []).entries()) {
    const strength = taken.has(column) ? 0 : nameStrength(name, role);
    if (strength > most && isCredible(column, strength)) {
      best = column;
      most = strength;
    }
  }
  return best;
}

/**
 * Where names do not help: the first text column is the company, the second the group. With a header this is done
 * only when no more than two columns are left over, so that no stray column (a phone, a note) ends in a notice.
 */
function fillByPlace(
  columns: Columns,
  header: string[] | undefined,
  rows: string[][],
  taken: Set<number>,
): void {
  const left: number[] = [];
  for (let column = 0; column < columns.width; column++) {
    if (!taken.has(column) && isText(rows, column)) left.push(column);
  }
  if (header && (left.length > 2 || columns.company !== null || columns.group !== null)) return;
  if (columns.company === null) columns.company = left.shift() ?? null;
  if (columns.group === null) columns.group = left.shift() ?? null;
}

/** Names, not numbers, dates, identifiers, links, flags or codes. */
const NOT_A_NAME =
  /^(?:[\d\s.,:/+()#-]*|\d{4}-\d\d-\d\d.*|[0-9a-f-]{16,}|https?:.*|true|false|yes|no|[a-z]{2})$/iu;

const isEmpty = (rows: string[][], column: number): boolean =>
  rows.every((row) => (row[column] ?? '').trim() === '');

function isText(rows: string[][], column: number): boolean {
  const filled = rows.map((row) => (row[column] ?? '').trim()).filter(Boolean);
  return filled.length > 0 && filled.filter((cell) => !NOT_A_NAME.test(cell)).length * 2 > filled.length;
}
