/** Only what tables are drawn with: `+-----+-----+`, `|---|:---:|`, `-------`. */
const RULE = /^[\s|+:=_,;-]*[-=_]{2}[\s|+:=_,;-]*$/u;
/** How psql, mysql, SQL*Plus, sqlcmd and COPY end. */
const END =
  /^(?:\(\d+ rows?(?: affected)?\)|\d+ rows? (?:selected\.|in set(?:, \d+ warnings?)? \([\d .a-z]+\))|\\\.)$/u;

export const isRule = (line: string): boolean => RULE.test(line);

/** Whether a line is one that a program draws around its rows: no letter of it came from them. */
export const isDrawn = (line: string): boolean =>
  (isRule(line) && /[-=_]{3}/u.test(line)) || END.test(line.trim());
