import type { Findings } from '../../domain/evidence/findings';

/** The report as a PDF. pdf-lib and the font engine are loaded when the first one is made: 0.1 s of a cold start. */
export async function reportPdf(found: Findings, named: boolean): Promise<Uint8Array> {
  const { renderReport } = await import('./render');
  return renderReport(found, named);
}
