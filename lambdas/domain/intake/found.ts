import type { QuarantineCode } from '../quarantine-codes';

/** One new (company, group, address) of a file. */
export interface FoundExposure {
  company: string;
  group: string;
  language?: string;
  country?: string;
  address: string;
  key: string;
  flags: string[];
  line: number;
}

/** Lines put aside, with their text as decoded, cut to 16 KB: its start, and the addresses behind that. */
export interface FoundQuarantine {
  code: QuarantineCode;
  line: number;
  lineTo: number;
  text: string;
}

/** Takes what a file shows, in the order of its lines. */
export interface Findings {
  /** `read` makes the strings, and only if they are wanted: a slice that goes on passes over what is written. */
  exposure(line: number, read: () => FoundExposure): void;
  quarantine(found: FoundQuarantine): void;
}
