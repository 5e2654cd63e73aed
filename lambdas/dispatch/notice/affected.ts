import { hasBrokenLink, inert } from './inert';

/** What a recipient is told they appear in: each company with its groups, in a stable order. */
export interface Affected {
  companies: { name: string; groups: string[] }[];
  /** Groups that were left out, and the companies they belong to that are not named at all. */
  moreGroups: number;
  moreCompanies: number;
  /** A name was written differently so that it cannot become a link. */
  brokenLinks: boolean;
}

/** Lines listed at most; a notice must stay readable, and the whole list is sent on request. */
export const MAX_LINES = 200;

/**
 * Groups the recipient's exposures by company. Sorted by code point, so that the same facts give the same notice
 * wherever and whenever it is rendered.
 */
export function affected(exposures: readonly { company: string; group: string }[]): Affected {
  const byCompany = new Map<string, Set<string>>();
  for (const { company, group } of exposures) {
    const groups = byCompany.get(company) ?? new Set();
    byCompany.set(company, groups.add(group));
  }
  const listed: Affected = { companies: [], moreGroups: 0, moreCompanies: 0, brokenLinks: false };
  let lines = 0;
  for (const [company, groups] of sorted(byCompany)) {
    const all = [...groups].filter((group) => group.trim() !== '').sort();
    if (lines >= MAX_LINES) {
      listed.moreCompanies++;
      listed.moreGroups += all.length;
      continue;
    }
    const shown = all.slice(0, Math.max(0, MAX_LINES - lines - 1));
    listed.companies.push({ name: inert(company), groups: shown.map(inert) });
    listed.moreGroups += all.length - shown.length;
    lines += 1 + shown.length;
  }
  listed.brokenLinks = listed.companies.some(
    ({ name, groups }) => hasBrokenLink(name) || groups.some(hasBrokenLink),
  );
  return listed;
}

function sorted<Value>(map: Map<string, Value>): [string, Value][] {
  if (map.size === 1) return [...map];
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
