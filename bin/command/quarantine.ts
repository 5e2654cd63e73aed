import type { IncidentView, QuarantineLine } from '../../lambdas/api/contract';
import { fileName } from '../../lambdas/domain/file-numbers';
import { counted, plural } from '../../lambdas/domain/plural';
import { QUARANTINE_CODES } from '../../lambdas/domain/quarantine-codes';
import { ApiClient } from './api-client';
import { connected, type WorkOptions } from './connect';
import { Fault } from './fault';
import { dataOption, nameOf } from './incident-report';
import { inert } from './inert';
import { viewOf } from './look';
import { cut, print } from './print';

export interface QuarantineOptions extends WorkOptions {
  address?: string;
  company?: string;
  group?: string;
  why?: string;
  /** Every line, also those decided on, in full length. */
  all?: boolean;
}

/** Lines on one screen, and the text of each. */
const MOST = 15;
const LENGTH = 160;

/** `quarantine`: the lines that no rule could explain, or a person's word on one of them. */
export async function quarantine(
  incident: string,
  action: string | undefined,
  place: string | undefined,
  options: QuarantineOptions,
): Promise<void> {
  if (action === undefined) return list(incident, options);
  if (action !== 'accept' && action !== 'dismiss') {
    throw new Fault(`'${inert(action)}' is neither accept nor dismiss.`);
  }
  await decide(incident, action === 'accept', place, options);
}

async function list(incident: string, options: QuarantineOptions): Promise<void> {
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    const view = await viewOf(api, incident);
    const lines: QuarantineLine[] = [];
    let after: string | undefined;
    do {
      const page = await api.quarantine(incident, after);
      lines.push(...page.lines);
      after = page.next;
    } while (after !== undefined);
    const placed = lines.map((line) => ({ place: placeOf(view, line), ...line }));
    print(options.json, placed, report(incident, placed, options));
  });
}

function report(
  incident: string,
  lines: (QuarantineLine & { place: string })[],
  { all = false, data }: QuarantineOptions,
): string[] {
  const open = lines.filter(({ decision }) => !decision);
  const shown = all ? lines : open.slice(0, MOST);
  const said = shown.flatMap(({ place, line, lineTo, code, text, decision }) => {
    const range = lineTo > line ? `${place}..${lineTo}` : place;
    const word = decision ? `  ${decision.accept ? 'accepted' : 'dismissed'} by ${nameOf(decision.by)}` : '';
    return [`${range}  ${code}${word}`, `    ${cut(inert(text), all ? Number.POSITIVE_INFINITY : LENGTH)}`];
  });
  if (lines.length === 0) return [`nothing of ${incident} is quarantined`];
  const left = all ? 0 : open.length - shown.length;
  const codes = [...new Set(shown.map(({ code }) => code))].map((code) => `  ${code}: ${saysOf(code)}`);
  return [
    `${open.length} of ${counted(lines.length, 'quarantined place')} of ${incident} ${plural(open.length, 'waits', 'wait')} for a decision`,
    ...said,
    ...(left > 0 ? [`... and ${left} more: --all shows them`] : []),
    ...codes,
    ...(open.length > 0 ? howTo(incident, dataOption(data)) : []),
  ];
}

const saysOf = (code: string) =>
  (QUARANTINE_CODES as Record<string, { says: string } | undefined>)[code]?.says ?? '';

const howTo = (incident: string, where: string) => [
  '',
  `  npm start -- quarantine ${incident} accept FILE:LINE --address A --company C --group G --why W${where}`,
  `  npm start -- quarantine ${incident} dismiss FILE:LINE --why W${where}`,
];

async function decide(
  incident: string,
  accept: boolean,
  place: string | undefined,
  options: QuarantineOptions,
): Promise<void> {
  const { address, company, group, why } = options;
  if (!place) throw new Fault('which line? Name it as FILE:LINE, as the list does.');
  if (!why) throw new Fault('say why: --why WHY.');
  if (accept !== (address !== undefined)) {
    throw new Fault(accept ? 'accept needs the address: --address A.' : 'dismiss takes no address.');
  }
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    const view = await viewOf(api, incident);
    const where = readPlace(view, place);
    const found = placeOf(view, where);
    const line = await api.decideLine(incident, { ...where, accept, address, company, group, why });
    const said = accept
      ? `line ${found} is accepted: its person joins the next manifest, which must be approved`
      : `line ${found} is dismissed`;
    print(options.json, line, [said]);
  });
}

type Drops = Pick<IncidentView, 'drops'>;
type Place = Pick<QuarantineLine, 'drop' | 'member' | 'line'>;

/** Where a line stands, by the file's name in `show`: `2:17`, in an archive `2.1:17`. */
export function placeOf({ drops }: Drops, { drop, member, line }: Place): string {
  const file = drops.find((one) => one.drop === drop);
  // While it is read its files are not known yet: the first one is found under either name.
  const files = file?.files?.length || member;
  return `${file?.number ? fileName(file.number, member - 1, files) : drop}:${line}`;
}

/** @throws Fault when it is not FILE:LINE, or there is no such file. */
export function readPlace({ drops }: Drops, place: string): Place {
  const [, file = '', member = '1', line] = /^(\d{1,6})(?:\.(\d{1,4}))?:(\d{1,12})$/.exec(place) ?? [];
  if (line === undefined) {
    throw new Fault(
      `'${inert(place)}' is not FILE:LINE, e.g. 1:17, or 2.3:17 for the third file of an archive.`,
    );
  }
  return { drop: findFile({ drops }, file).drop, member: Number(member), line: Number(line) };
}

/** A file by its number. @throws Fault when there is none. */
export function findFile({ drops }: Drops, file: string): Drops['drops'][number] {
  const found = drops.find(({ number }) => String(number) === file);
  if (!found) throw new Fault(`the incident has no file '${inert(file)}'; 'show' numbers them.`);
  return found;
}
