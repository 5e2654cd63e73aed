import { plural } from '../../plural';
import { allLines, type Findings } from '../findings';
import { figure, moment } from './html';

/** Sentences that stand on the page and on paper. */

const counted = (count: number, one: string, many?: string) => `${figure(count)} ${plural(count, one, many)}`;

/** What the table of outcomes does not show: how those who were not reached were told, and who has two mails. */
export function peopleNote({ tally }: Findings): string {
  const { secondRoute, mails, supplements, duplicatePossible } = tally;
  return [
    `Second route (another admin, telephone, post): ${counted(secondRoute.due, 'person', 'people')}, ${figure(secondRoute.done)} of them done.`,
    `Sent again after an answer was lost: ${counted(mails.resent, 'mail')}.`,
    `Who may have had two mails of one notice: ${counted(duplicatePossible, 'person', 'people')}.`,
    `Supplements to people told before: ${figure(supplements)}.`,
  ].join(' ');
}

/** What no table shows any more, and since when. */
export function erasedNote({ addressesErasedAt }: Findings): string | undefined {
  return addressesErasedAt === undefined
    ? undefined
    : `Addresses, companies, groups and countries were erased as planned on ${moment(addressesErasedAt)}. People are counted by their ids, and what they were sent still stands.`;
}

export function linesNote({ files, quarantine }: Findings): string {
  const { total, quarantined } = allLines(files);
  const { ranges, decided } = quarantine;
  const places =
    ranges > 0 ? ` A person has decided on ${figure(decided)} of ${counted(ranges, 'place')}.` : '';
  return `Every physical line is exactly one of: header, record, blank, quarantined. ${counted(total, 'line')} in all, ${figure(quarantined)} of them quarantined for a person to decide on.${places}`;
}

export function clocksNote(shown: number, all: number, file: string): string {
  const others = all - shown;
  return `A proposal from where the recipients appear to be and from the times on record. Whether a rule applies is a decision of a person and not of this report. ${figure(others)} further ${plural(others, 'rule was', 'rules were')} looked at; ${file} lists all of them with their sources.`;
}
