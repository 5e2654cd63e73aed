/** Text that is safe inside an element or a quoted attribute. HTML knows no control character, NUL least of all. */
export function escapeHtml(value: unknown): string {
  return String(value ?? '')
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/(?![\t\n\r])\p{Cc}/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is already safe; everything else that goes into `html` is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = Markup | string | number | undefined | readonly (Markup | string)[];

/** Template tag: every value is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...values: Piece[]): Markup {
  let out = strings[0] ?? '';
  values.forEach((value, i) => {
    out += (Array.isArray(value) ? value : [value]).map(pieceText).join('') + (strings[i + 1] ?? '');
  });
  return new Markup(out);
}

const pieceText = (piece: unknown) => (piece instanceof Markup ? piece.text : escapeHtml(piece));

/** 12,345: the same on every machine. */
export function figure(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** 29 June 2023, 14:05 UTC: no date that two countries read differently. */
export function moment(value: string | undefined): string {
  if (!value) return '–';
  const date = new Date(value);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())} UTC`;
}

/** A moment in a cell: never broken between day and hour. */
export const when = (value: string | undefined): Markup => html`<time>${moment(value)}</time>`;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export interface Column {
  title: string;
  number?: boolean;
}

export interface TableOptions {
  /** What to say instead when there is no row. */
  none: string;
  /** A block a row on narrow screens, each cell under its column's title. */
  stack?: boolean;
}

/** A table with its heading row; cells are text or markup. The first column takes what room the others leave. */
export function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly (Markup | string | number)[])[],
  { none, stack }: TableOptions,
): Markup {
  if (rows.length === 0) return html`<p>${none}</p>`;
  const head = columns.map(({ title, number }) => html`<th scope="col"${cellClass(number)}>${title}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => {
      const shown = typeof cell === 'number' ? figure(cell) : cell;
      const label = stack && columns[i]?.title ? html` data-title="${columns[i].title}"` : new Markup('');
      return html`<td${cellClass(columns[i]?.number)}${label}>${shown}</td>`;
    });
    return html`<tr>${cells}</tr>\n`;
  });
  const kind = [stack ? 'stack' : '', rows.length <= SHORT ? 'short' : ''].join(' ').trim();
  return html`<table class="${kind}"><thead><tr>${head}</tr></thead><tbody>\n${body}</tbody></table>`;
}

/** Tables of so few rows stay on one page. */
const SHORT = 15;

const cellClass = (number?: boolean) => new Markup(number ? ' class="n"' : '');
