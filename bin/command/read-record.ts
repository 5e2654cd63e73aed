import { readFile } from 'node:fs/promises';
import { type IncidentRecord, parseIncidentRecord } from '../../lambdas/domain/incident-record';
import { Fault, orFault } from './fault';

/** A line's comment goes to its very end and a block's to its first end, or a comma inside would be taken for a last one. */
const COMMENT = String.raw`\/\/[^\n]*(?![^\n])|\/\*(?:[^*]|\*(?!\/))*\*\/`;
/** A string, a comment, or a comma with nothing behind it but blanks and comments before a bracket closes. */
const TOKENS = new RegExp(
  [String.raw`"(?:\\.|[^"\\])*"`, COMMENT, String.raw`,(?=(?:\s|${COMMENT})*[\]}])`].join('|'),
  'g',
);

/**
 * Takes out what JSON does not know and people need: `//` and block comments, and a comma after the last element.
 * Everything else stays at its place, so that a fault is reported where it is.
 */
export function plainJson(text: string): string {
  return text.replace(TOKENS, (token) => (token.startsWith('"') ? token : token.replace(/[^\n]/g, ' ')));
}

/** Reads JSON that a person wrote. @throws Fault in one line that names the file. */
export async function readJson(file: string): Promise<unknown> {
  const text = await orFault(file, () => readFile(file, 'utf8'));
  try {
    return JSON.parse(plainJson(text.replace(/^\u{feff}/u, '')));
  } catch (error) {
    throw new Fault(`${file}: it is not JSON (${(error as Error).message}).`);
  }
}

/** Reads an incident record. @throws Fault that names every field that does not fit. */
export async function readRecord(file: string): Promise<IncidentRecord> {
  const parsed = parseIncidentRecord(await readJson(file));
  if ('faults' in parsed) throw new Fault(`${file}: ${parsed.faults.join('; ')}`);
  return parsed.record;
}
