import type { Clock } from '../clocks/clocks';
import type { FileReport, LineAccount } from '../file-report';
import type { IncidentRecord } from '../incident-record';
import type { Anchored } from './anchors';
import type { Company } from './companies';
import type { StartedRun } from './history';
import type { Check } from './reconciliation';
import type { Tally } from './tally';

/** Everything the summary and the report say, gathered by one walk. Plain data; flat for any number of people. */
export interface Findings {
  incident: string;
  phase: string;
  cutAt: string;
  record?: IncidentRecord;
  tally: Tally;
  checks: Check[];
  balanced: boolean;
  clocks: Clock[];
  files: FoundFile[];
  approvals: { by: string; at: string; manifest: string; why?: string }[];
  manifest?: { hash: string; recipients: number; exposures: number; generation: number };
  /** The last of them. */
  run?: { id: string; startedAt: string; endedAt?: string };
  runs: SentRun[];
  /** When the first step of erasure was done: no company and no country can be told any more. */
  addressesErasedAt?: string;
  log: { entries: number; head: string; anchored?: Anchored };
  companies: CompanyFigures;
  quarantine: { ranges: number; decided: number; codes: Map<string, number> };
  fingerprint: string;
}

/** A run, and the incident record with the words that it sent. */
export interface SentRun extends StartedRun {
  words?: IncidentRecord;
}

/** One file, or one member of an archive. */
export interface FoundFile {
  /** What people call it: `1`, or `2.3` in an archive. */
  number: string;
  state: string;
  droppedAt: string;
  droppedBy: string;
  /** Untrusted: shown in the evidence pack only. */
  name: string;
  report?: FileReport;
}

export interface CompanyFigures {
  /** Lines of companies.csv; one of them may be of people for whom the file has no company. */
  total: number;
  named: number;
  nobodyReachable: number;
  /** Companies worth a line in the report: those nobody of which was reached first, then the largest. */
  shown: Company[];
}

/** Sums the line accounts of all files that were read. */
export function allLines(files: readonly FoundFile[]): LineAccount {
  const sum: LineAccount = { total: 0, header: 0, record: 0, blank: 0, quarantined: 0 };
  for (const { report } of files) {
    if (!report) continue;
    for (const kind of Object.keys(sum) as (keyof LineAccount)[]) sum[kind] += report.lines[kind];
  }
  return sum;
}

/** How many companies the report lists; companies.csv has them all. */
export const COMPANIES_IN_REPORT = 100;

/** Keeps the companies worth showing while all of them stream by. */
export class CompanyShortlist {
  private readonly figures: CompanyFigures = { total: 0, named: 0, nobodyReachable: 0, shown: [] };
  exposures = 0;

  add(company: Company): void {
    this.figures.total++;
    if (company.company.trim() !== '') this.figures.named++;
    this.exposures += company.exposures;
    if (company.nobodyReachable) this.figures.nobodyReachable++;
    this.figures.shown.push(company);
    // sorting only when twice too long: the cost is spread over a hundred companies
    if (this.figures.shown.length >= 2 * COMPANIES_IN_REPORT) this.cut();
  }

  result(): CompanyFigures {
    this.cut();
    return this.figures;
  }

  private cut(): void {
    const order = (a: Company, b: Company) =>
      Number(b.nobodyReachable) - Number(a.nobodyReachable) ||
      b.recipients - a.recipients ||
      (a.company < b.company ? -1 : 1);
    this.figures.shown = this.figures.shown.sort(order).slice(0, COMPANIES_IN_REPORT);
  }
}
