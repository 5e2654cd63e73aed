import type { FileReport } from '../../../../lambdas/domain/file-report';
import type { Overrides } from '../../../../lambdas/domain/intake/dialect/detect';
import type { FoundExposure, FoundQuarantine } from '../../../../lambdas/domain/intake/found';
import { type ReadReport, TableReader } from '../../../../lambdas/domain/intake/readers/table-reader';
import { Dedupe } from '../../../../lambdas/domain/intake/seen/dedupe';

export interface ReadResult {
  report: ReadReport;
  exposures: FoundExposure[];
  quarantined: FoundQuarantine[];
  addresses: string[];
}

/** Reads delimited text in pieces of `step` bytes, as a stream would bring them. */
export function readTable(content: string | Buffer, overrides: Overrides = {}, step = 65_536): ReadResult {
  const bytes = Buffer.from(content);
  const exposures: FoundExposure[] = [];
  const quarantined: FoundQuarantine[] = [];
  const findings = {
    exposure: (_line: number, found: () => FoundExposure) => void exposures.push(found()),
    quarantine: (found: FoundQuarantine) => void quarantined.push(found),
  };
  const reader = new TableReader(overrides, new Dedupe(Buffer.alloc(16, 7)), findings);
  for (let at = 0; at < bytes.length; at += step) for (const _ of reader.push(bytes.subarray(at, at + step)));
  const steps = reader.end();
  let last = steps.next();
  while (!last.done) last = steps.next();
  return { report: last.value, exposures, quarantined, addresses: exposures.map(({ address }) => address) };
}

/** `awk 'END{print NR}'` over the text with CRLF, LF or CR endings: written apart from the framer on purpose. */
export function physicalLines(text: string): number {
  if (text === '') return 0;
  const unified = text.replace(/\r\n/g, '\n').replace(/\r/g, '\n');
  return unified.split('\n').length - (unified.endsWith('\n') ? 1 : 0);
}

/** Header and rows as CSV text, cells as they are. */
export const csv = (...rows: string[]): string => `${rows.join('\n')}\n`;

export const codesOf = ({ quarantine }: Pick<FileReport, 'quarantine'>): [number, number, string][] =>
  quarantine.map(({ line, lineTo, code }) => [line, lineTo, code]);
