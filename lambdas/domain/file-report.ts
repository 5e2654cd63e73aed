/** What reading one file (or one member of an archive) showed. Published as `files[]` of summary.json. */
export interface FileReport {
  /** File name, or `archive.zip/member.csv`. From untrusted input: shown, never logged or used as a key. */
  name: string;
  /** Of the bytes as dropped (of the member's own bytes, decompressed, in an archive). */
  sha256: string;
  bytes: number;
  encoding: string;
  delimiter: string;
  /** Header text, or the 1-based column number where there is no header; null where there is no such column. */
  columns: {
    company: string | number | null;
    group: string | number | null;
    email: string | number | null;
  };
  /** Columns that were read past, by the same naming. */
  ignored: (string | number)[];
  lines: LineAccount;
  /** Exposures found in this file (distinct company, group, address). */
  exposures: number;
  /** Distinct dedupe keys found in this file. */
  recipients: number;
  quarantine: QuarantineRange[];
  /** Rows that were understood by a documented rule instead of being quarantined, 1-based lines. */
  repairs: { line: number; code: string }[];
  /** What the two lists above leave out, because one item of the register has room for 2,000 of each. */
  unlisted?: { ranges: number; lines: number; repairs: number };
}

/** Every physical line is exactly one of four: `total === header + record + blank + quarantined`. */
export interface LineAccount {
  total: number;
  header: number;
  record: number;
  blank: number;
  quarantined: number;
}

/** 1-based, inclusive. `code` is one of `QUARANTINE_CODES`. */
export interface QuarantineRange {
  line: number;
  lineTo: number;
  code: string;
  /**
   * Only with structural codes, and where many people are in the lines: whether the fault costs its own lines and
   * nothing else, so that it need not hold the file.
   */
  isolated?: boolean;
}
