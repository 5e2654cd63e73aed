import { fileName } from '../file-numbers';
import type { FileReport } from '../file-report';
import { OUTCOMES } from '../outcome';
import type { Tally } from './tally';

/** One equation with both sides. */
export interface Check {
  name: string;
  left: number;
  right: number;
  ok: boolean;
}

/** One drop, as the equations look at it. */
export interface CountedDrop {
  drop: string;
  number: number;
  generation: number;
  state: string;
  files: FileReport[];
  /** Quarantined ranges stored in the register for this drop. */
  quarantined: number;
  /** Whether the walk covered its generation. */
  covered: boolean;
}

/** Figures that were counted independently of the tally while the packs were written. */
export interface Counted {
  drops: CountedDrop[];
  /** Generations handed out, and those that a drop or an accepted line has: written in one transaction each. */
  generations: { handedOut: number; onRecord: number };
  tally: Tally;
  /** Message ids that differ, over the whole incident. */
  distinctMails: number;
  /** Events stored, counted by walking their partitions. */
  events: number;
  log: { entries: number; lastSequence: number; broken: number; unanchored: number };
  /** Incident records that the log names by their hash and the register does not have as they were. */
  recordsMissing: number;
  /** Exposures summed over the companies' table, and people summed over the recipients' table. */
  byCompanies: number;
  byRows: number;
}

/**
 * The equations that must hold at any moment, not only at the end: an answer or an event that is still on its way
 * breaks none of them. Files go by number, as their names may name people.
 */
export function reconcile(counted: Counted): Check[] {
  const { tally } = counted;
  const sum = OUTCOMES.reduce((total, outcome) => total + tally.outcomes[outcome], 0);
  return [
    equation(
      'generations handed out = generations of drops and accepted lines',
      counted.generations.handedOut,
      counted.generations.onRecord,
    ),
    ...counted.drops.flatMap((drop) => dropChecks(drop, tally)),
    equation('exposures: sum over recipients = sum over companies', tally.exposures, counted.byCompanies),
    equation('recipients: total = sum of outcomes', tally.outcomes.total, sum),
    equation('recipients: total = people in recipients.csv', tally.outcomes.total, counted.byRows),
    equation('mails: message ids on record = distinct message ids', tally.mails.ids, counted.distinctMails),
    equation('mails beyond the attempts on record = 0', tally.mails.twice, 0),
    equation('events: stored = events of recipients', counted.events, tally.events.ofRecipients),
    equation('events without a notice on record = 0', tally.events.withoutNotice, 0),
    equation('log: links that do not hold = 0', counted.log.broken, 0),
    equation('log: entries = last sequence', counted.log.entries, counted.log.lastSequence),
    equation('anchors that do not fit the log = 0', counted.log.unanchored, 0),
    equation('incident records that do not fit the log = 0', counted.recordsMissing, 0),
  ];
}

/** The reports of one drop: one file, or one for each member of an archive. */
function dropChecks(drop: CountedDrop, tally: Tally): Check[] {
  const { number, generation, files, quarantined, state, covered } = drop;
  if (state !== 'read') return [];
  const lines = files.map(({ lines: account }, index) => {
    const label = `file ${fileName(number, index, files.length)}`;
    const parts = account.header + account.record + account.blank + account.quarantined;
    return equation(`lines of ${label}: total = header + record + blank + quarantined`, account.total, parts);
  });
  const ranges = files.reduce(
    (total, { quarantine, unlisted }) => total + quarantine.length + (unlisted?.ranges ?? 0),
    0,
  );
  if (!covered) return lines;
  const [only] = files;
  return [
    ...lines,
    equation(`quarantine of file ${number}: ranges reported = ranges kept`, ranges, quarantined),
    // members of an archive may repeat each other's exposures, which are kept once
    ...(only && files.length === 1
      ? [
          equation(
            `exposures of file ${number}: reported = kept`,
            only.exposures,
            tally.stored.get(generation) ?? 0,
          ),
        ]
      : []),
  ];
}

function equation(name: string, left: number, right: number): Check {
  return { name, left, right, ok: left === right };
}

/** A pack is balanced when every equation holds. */
export function isBalanced(checks: readonly Check[]): boolean {
  return checks.every(({ ok }) => ok);
}
