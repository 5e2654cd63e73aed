import type { Row } from './rows';

export const HEADER = ['company_name', 'group_name', 'admin_email'];

/** RFC 4180, UTF-8 without BOM, LF; a cell is quoted where it has to be. */
export function toCsv(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map(({ company, group, admin }) => [company, group, admin])];
  return lines.map((cells) => `${cells.map(cell).join(',')}\n`).join('');
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
