/**
 * CSV that a spreadsheet opens without running anything: RFC 4180, CRLF, UTF-8 with BOM, formula guard.
 *
 * The guard works line by line inside a field, because spreadsheets have taken the text after a line break for a
 * new cell: a line that starts with `= + - @` (also full-width), TAB, CR, LF or NUL, also after white space or
 * invisible characters, gets one apostrophe in front. A line that starts with an apostrophe gets another one, so
 * taking one apostrophe off the front of every line that has one gives back the field as it was.
 */
const RISKY = /^(?:'|[\s\p{Cf}]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])/u;
const LINES = /[^\r\n]*(?:\r\n|\r|\n|$)/g;
/** Most fields: nothing to guard, nothing to quote. */
const PLAIN = /^[A-Za-z0-9](?:[\w .:@/-]*[\w.:@/-])?$/;

/** The byte order mark that makes Excel read UTF-8. */
export const CSV_START = '\ufeff';

/** Puts an apostrophe where a spreadsheet could see a formula; see above. */
export function guard(field: string): string {
  return eachLine(field, (line) => (RISKY.test(line) ? `'${line}` : line));
}

/** The field as it was before `guard`. */
export function unguard(field: string): string {
  return eachLine(field, (line) => (line.startsWith("'") ? line.slice(1) : line));
}

/** One record with its line end. `undefined` is an empty field. */
export function csvLine(fields: readonly (string | number | undefined)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(value: string | number | undefined): string {
  if (value === undefined || value === '') return '';
  if (typeof value === 'number' || PLAIN.test(value)) return String(value);
  return `"${guard(value).replaceAll('"', '""')}"`;
}

function eachLine(field: string, change: (line: string) => string): string {
  // the last match is the empty one at the end; it would only add nothing
  return (field.match(LINES) ?? []).map((line) => (line === '' ? '' : change(line))).join('');
}
