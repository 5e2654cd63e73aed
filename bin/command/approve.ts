import { createInterface } from 'node:readline/promises';
import type { IncidentView } from '../../lambdas/api/contract';
import type { IncidentRecord } from '../../lambdas/domain/incident-record';
import { counted } from '../../lambdas/domain/plural';
import { noticeText, offered } from '../../lambdas/export/notice-texts';
import { ApiClient } from './api-client';
import { connected, type WorkOptions } from './connect';
import { APPROVERS } from './connection';
import { Fault } from './fault';
import { holdLines, nextLines, stoppedLines, warningLines } from './incident-report';
import { inert } from './inert';
import { currentView } from './look';
import { nextSteps } from './next-steps';
import { print } from './print';

export interface ApproveOptions extends WorkOptions {
  as: string;
  why?: string;
  /** The hash that was read elsewhere: nothing else is approved. */
  manifest?: string;
  yes?: boolean;
}

/**
 * `approve`: shows what is about to be approved, hash first, words last, and sends exactly that hash. If anything has changed in
 * between, the api refuses it.
 */
export async function approve(incident: string, options: ApproveOptions): Promise<void> {
  refuseOthers(options.as);
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, options.as);
    const view = await currentView(api, incident);
    const { manifest, record } = view;
    if (!record)
      throw new Fault('there is no notice yet that could be approved: put the incident record first.');
    if (!manifest) throw new Fault(`nothing can be approved yet: ${holdsOf(view)}`);
    if (options.manifest !== undefined && options.manifest !== manifest.hash) {
      throw new Fault(`the current manifest is ${manifest.hash}, not ${inert(options.manifest)}.`);
    }
    const out = options.json ? process.stderr : process.stdout;
    const said = [...subjectOf(view), ...holdLines(view), ...warningLines(view), ...noticeLines(record)];
    out.write(`${said.join('\n')}\n`);
    if (!options.yes && !options.json) await confirm(view);
    const after = await api.approve(incident, manifest.hash, options.why);
    const { holds, approvals } = after;
    print(options.json, { incident, manifest, approvals, holds, next: nextSteps(after) }, [
      `approved as ${options.as}`,
      ...nextLines(after, options.data),
      ...(stack.booted ? stoppedLines(after) : []),
    ]);
  });
}

/** The stack refuses them as well, but in one word, and only after everything has been read and answered. */
function refuseOthers(who: string): void {
  if (APPROVERS.some((name) => name === who)) return;
  throw new Fault(
    `${inert(who)} may not approve: who prepares an incident does not. ${APPROVERS.join(' and ')} may: --as ${APPROVERS[0]}.`,
  );
}

/** What the person is asked to answer for. */
function subjectOf({ manifest, record, due, drops }: IncidentView): string[] {
  const languages = Object.keys(record?.notice.texts ?? {}).join(', ');
  const read = drops.filter(({ state }) => state === 'read');
  const supplements = manifest?.supplements ? `, ${manifest.supplements} of them a supplement` : '';
  return [
    `manifest  ${manifest?.hash}`,
    `covers    ${counted(manifest?.recipients ?? 0, 'recipient')} with ${counted(manifest?.exposures ?? 0, 'exposure')} in ${counted(read.length, 'file')}`,
    `mails     ${due ?? 0} would be sent${supplements}`,
    `from      ${inert(record?.sender.name ?? '?')} <${inert(record?.sender.address ?? '?')}>, in ${languages}`,
  ];
}

/** The words as they are sent, in every language: they are what the person answers for. */
function noticeLines(record: IncidentRecord): string[] {
  return offered(record).flatMap((language) => [
    '',
    `notice in ${language}:`,
    ...noticeText(record, language)
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => (line === '' ? '' : `  | ${inert(line)}`)),
    '',
  ]);
}

/** On a terminal mails start only after a typed word. */
async function confirm({ due, manifest }: IncidentView): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const asked = terminal.question(
      `Type yes to approve ${counted(due ?? 0, 'mail')} (manifest ${manifest?.hash.slice(0, 12)}): `,
    );
    const answer = await Promise.race([asked, ended]);
    if (answer.trim().toLowerCase() !== 'yes') throw new Fault('not approved.');
  } finally {
    terminal.close();
  }
}

const holdsOf = ({ holds }: IncidentView) =>
  holds.map(({ code, detail }) => `${code}: ${inert(detail)}`).join('; ') ||
  'the files are still being read.';
