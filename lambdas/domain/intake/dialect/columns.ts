/** Where in a row things stand, 0-based; null where there is no such column. */
export interface Columns {
  width: number;
  email: number;
  company: number | null;
  group: number | null;
  language: number | null;
  country: number | null;
  /** Further columns whose addresses are told, because the incident names them. */
  further: number[];
  /** Columns known to hold addresses that a person chose not to be told (another column was named). */
  passedOver: number[];
}

/** How a file is read: what was detected, or what the incident says. */
export interface Dialect {
  delimiter: string;
  /** The header's cells as spelt; undefined where there is no header. */
  header?: string[];
  columns: Columns;
}

/** How a column is called in reports: its header text, or its 1-based number; several address columns as one. */
export function columnName(dialect: Dialect, column: number): string | number {
  const { email, further } = dialect.columns;
  const nameOf = (one: number) => dialect.header?.[one]?.trim() || one + 1;
  if (column !== email || further.length === 0) return nameOf(column);
  return [email, ...further].map(nameOf).join(', ');
}

/** Columns that no notice uses. */
export function unusedColumns({
  width,
  email,
  further,
  company,
  group,
  language,
  country,
}: Columns): number[] {
  const used = [email, ...further, company, group, language, country];
  return Array.from({ length: width }, (_, column) => column).filter((column) => !used.includes(column));
}

/** The same, by name. */
export const ignoredColumns = (dialect: Dialect): (string | number)[] =>
  unusedColumns(dialect.columns).map((column) => columnName(dialect, column));
