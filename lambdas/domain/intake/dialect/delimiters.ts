/**
 * What may part cells, the usual ones first: they win where two fit equally. The last two are control characters that
 * databases write (Hive's `^A`, the ASCII unit separator).
 */
export const DELIMITERS = [',', ';', '\t', '|', '^', '~', '\u0001', '\u001f'] as const;
