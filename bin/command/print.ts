import { inertJson } from './inert';

/** The one result of a command: for people, or with --json for programs. */
export function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${inertJson(value)}\n` : `${lines.join('\n')}\n`);
}

/** Left-aligned columns, two spaces apart; the last one is as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '),
  );
}

/** Cuts what does not fit, and says so. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** Breaks a line at its spaces; what is longer than a line by itself stays whole, to be copied. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.trimEnd().split(/(?<=\S) /)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : indent + word);
  }
  return lines;
}
