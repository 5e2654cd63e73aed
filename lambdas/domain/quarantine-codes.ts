/**
 * Why lines were put aside for a person to decide on. The one list: code, documents and screens use it.
 * `structural`: people may hide behind the fault. Such a code holds the file unless the fault was isolated to its
 * own lines; `alwaysHolds` makes no such exception. All others only count towards the 1 % of bad rows.
 */
export const QUARANTINE_CODES = {
  'stray-quote': {
    structural: true,
    alwaysHolds: false,
    says: 'a quote stands where none can be: inside an unquoted cell, or a quoted cell goes on after its closing quote',
  },
  'unclosed-quote': {
    structural: true,
    alwaysHolds: false,
    says: 'a quoted cell does not end within 64 KB or before the end of the file, or it swallows rows of more than 32 lines',
  },
  'hidden-record': {
    structural: true,
    alwaysHolds: true,
    says: 'a quoted cell holds a line break followed by what looks like another row',
  },
  'cells-do-not-fit': {
    structural: true,
    alwaysHolds: false,
    says: 'the row has too many or too few cells, and it is not plain which cell is which',
  },
  'glued-rows': {
    structural: true,
    alwaysHolds: false,
    says: 'the line holds more cells than a row and addresses in more than one of them: rows run into each other',
  },
  'line-too-long': {
    structural: true,
    alwaysHolds: true,
    says: 'the line is longer than 1 MB',
  },
  'bad-json': {
    structural: true,
    alwaysHolds: false,
    says: 'the element is not valid JSON, or not an object or array, or repeats a name so that a value is hidden',
  },
  'unclosed-json': {
    structural: true,
    alwaysHolds: true,
    says: 'the element does not end: what follows it, up to the next element that starts on a line of its own, is in it',
  },
  'cell-too-long': {
    structural: true,
    alwaysHolds: false,
    says: 'a company or group is longer than 1,000 characters: rows or columns run into each other',
  },
  'no-address': {
    structural: false,
    alwaysHolds: false,
    says: 'the address cell is empty, or it or the whole line holds nothing like an address',
  },
  'bad-address': {
    structural: false,
    alwaysHolds: false,
    says: 'something looks like an address but no mail can be sent to it; other addresses of the row are told',
  },
  'address-outside-column': {
    structural: false,
    alwaysHolds: false,
    says: 'an address stands outside the address column; the address inside the column is told',
  },
  'invalid-bytes': {
    structural: false,
    alwaysHolds: false,
    says: 'bytes that mean nothing in the encoding of the file',
  },
} as const satisfies Record<string, { structural: boolean; alwaysHolds: boolean; says: string }>;

export type QuarantineCode = keyof typeof QUARANTINE_CODES;

/** Rows that were understood by a documented rule. `repairs[].code` of a file report is one of these. */
export const REPAIR_CODES = {
  'joined-cells': 'unquoted delimiters had split a cell, or the addresses of one; the parts were joined',
  'unwrapped-row': 'the row was quoted as a whole, with its own quotes doubled; it was read like the others',
  'extra-cells':
    'the row has more cells than columns, all of them behind the columns in use; they were passed over',
  'missing-cells': 'the row ends early; company, group and address are all there',
  'hidden-row': 'the spreadsheet hides this row; it was read like any other',
  'hidden-sheet': 'the spreadsheet hides this sheet; it was read like any other',
  'merged-cell': 'the spreadsheet merges this cell with one above; its text stands in each of the rows',
  'linked-address': 'the cell shows a name and links to an address; the address was read',
  'single-quotes': 'the file wraps cells in single quotes',
  'literal-quotes': 'the file does not wrap cells: its double quotes are characters like any other',
  'backslash-quotes':
    'the file writes quotes within cells as \\" and not doubled; its text is shown with doubled ones',
  'guessed-encoding':
    'the file does not say how its characters are written; this is how they read most sensibly',
  'drawn-line':
    'a rule, or the count of its rows, that a database or an editor draws around a table; it was counted as header',
  'repeated-header': 'the line repeats the header; it was counted as header',
} as const;
export type RepairCode = keyof typeof REPAIR_CODES;

/** Why a whole file was not read. `fault.code` of a drop is one of these. */
export const REFUSAL_CODES = {
  'empty-file': 'The file holds no lines. Drop the file that was meant.',
  'not-a-table': 'The file is no table: no CSV, .xlsx or JSON. Export it as UTF-8 CSV and drop that.',
  'no-address-column':
    'No column holds e-mail addresses. Name it with intake.columns.email in incident.json.',
  'duplicate-address-columns':
    'More than one column holds addresses. Name one or several with intake.columns.email in incident.json.',
  'no-such-column': 'The file does not have a column that intake.columns in incident.json names.',
  'archive-damaged': 'The archive cannot be unpacked completely. Pack it again or drop the files inside.',
  'archive-encrypted': 'The archive is encrypted. Drop the files inside.',
  'archive-nested': 'The archive holds another archive. Drop the files inside.',
  'archive-bomb': 'The archive unpacks to far more than it should. Drop the files inside.',
  'too-large': 'The file is larger than 2 GB unpacked. Split it and drop the parts.',
  'object-gone': 'The object was removed before it could be read. Drop it again.',
  'reader-changed': 'The program was updated while it read the file. Drop it again.',
} as const;
export type RefusalCode = keyof typeof REFUSAL_CODES;

/** A file that cannot be read as a whole. What is added are header names, numbers or kinds of files, never values. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    /** What to add to the sentence: names of columns, the kind of file, its number in an archive. */
    readonly about = '',
  ) {
    super(about ? `${REFUSAL_CODES[code]} (${about})` : REFUSAL_CODES[code]);
    this.name = 'Refusal';
  }
}

/** A refusal of one file in an archive, by its number: its name may say who it is about. */
export function withinArchive(number: number, error: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  return new Refusal(error.code, [`file ${number} inside`, error.about].filter(Boolean).join(': '));
}
