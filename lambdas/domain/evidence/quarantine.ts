import { csvLine } from './csv';

/** A quarantined range as quarantine.csv shows it. */
export interface Quarantined {
  member: number;
  line: number;
  lineTo: number;
  code: string;
  text: string;
  decision?: { accept: boolean; by: string; at: string; why: string };
}

export const QUARANTINE_COLUMNS = [
  'file',
  'member',
  'line',
  'lineTo',
  'code',
  'decision',
  'decidedBy',
  'decidedAt',
  'why',
  'text',
] as const;

/** One quarantined range with the decision on it. `text` is cut to 16 KB when it is stored. */
export function quarantineLine(q: Quarantined, file: number | undefined): string {
  const { decision } = q;
  return csvLine([
    file,
    q.member + 1,
    q.line,
    q.lineTo,
    q.code,
    decision ? (decision.accept ? 'accepted' : 'dismissed') : 'open',
    decision?.by,
    decision?.at,
    decision?.why,
    q.text,
  ]);
}
