import type { ObjectSource } from '../adapters/bucket';
import type { DropItem } from '../adapters/register/items';
import type { FileReport } from '../domain/file-report';
import { Dedupe } from '../domain/intake/seen/dedupe';
import { Refusal, withinArchive } from '../domain/quarantine-codes';
import type { Checkpoint } from './checkpoint';
import type { FindingsWriter, Position } from './findings-writer';
import { type Member, openDrop } from './open-drop';

type Progress = NonNullable<DropItem['progress']>;

/** A drop read to its end. */
export interface DropRead {
  files: FileReport[];
  sha256: string;
  progress: Progress;
}

/** What the reading of a drop tells while it goes on. */
export interface Reading {
  /** Called between pieces, at a record boundary: `false` ends this slice here. */
  goOn(at: Position, progress: Progress): Promise<boolean>;
  writer: FindingsWriter;
  name: string;
  /** How to read, the same in every slice of a drop. */
  plan: Pick<Checkpoint, 'overrides' | 'passes' | 'seed'>;
  /** Entries of the table of what was seen; tests make it small. */
  mostEntries?: number;
}

/**
 * Reads a whole drop from its first byte. A later slice does the same with the writing switched off up to where
 * the last one ended: reading is some hundred times faster than writing, and so every count, hash and first
 * finding is exactly what one long slice would have found, whatever the kind of file.
 *
 * @returns undefined when `goOn` ended the slice.
 * @throws TooManyEntries when the plan needs more passes: each pass tells its own share of the recipients.
 */
export async function readDrop(source: ObjectSource, reading: Reading): Promise<DropRead | undefined> {
  let read: DropRead | undefined;
  for (let pass = 0; pass < reading.plan.passes; pass++) {
    reading.writer.pass = pass;
    const next = await readPass(source, pass, reading);
    if (!next) return undefined;
    read = read ? withShare(read, next) : next;
  }
  return read;
}

/** Lines are the first pass's; recipients and exposures are the sum over all of them. */
function withShare(first: DropRead, { files }: DropRead): DropRead {
  const sum = first.files.map((file, index) => ({
    ...file,
    exposures: file.exposures + (files[index]?.exposures ?? 0),
    recipients: file.recipients + (files[index]?.recipients ?? 0),
  }));
  const recipients = sum.reduce((all, file) => all + file.recipients, 0);
  return { ...first, files: sum, progress: { ...first.progress, recipients } };
}

async function readPass(source: ObjectSource, pass: number, reading: Reading): Promise<DropRead | undefined> {
  const files: FileReport[] = [];
  const progress = { bytes: 0, lines: 0, recipients: 0 };
  const opened = await openDrop(source);
  for await (const member of opened.members) {
    reading.writer.member = files.length;
    const start = { pass, member: files.length, line: 0 };
    const file = await readMember(member, start, reading, progress).catch((error: unknown) => {
      throw member.number ? withinArchive(member.number, error) : error;
    });
    if (!file) return undefined;
    files.push(file);
    // One batch must not hold the same exposure twice, and only a member's own are told apart.
    await reading.writer.flush();
  }
  if (files.length === 0) throw new Refusal('empty-file');
  return { files, sha256: await opened.sha256(), progress };
}

async function readMember(
  member: Member,
  start: Position,
  { plan, writer, ...reading }: Reading,
  progress: Progress,
): Promise<FileReport | undefined> {
  const share = { index: start.pass, of: plan.passes };
  const options = { share, most: reading.mostEntries, bytes: member.size };
  const dedupe = new Dedupe(Buffer.from(plan.seed, 'hex'), options);
  const reader = member.createReader(plan.overrides, dedupe, writer);
  const before = { ...progress };
  const goOn = async () => {
    await writer.settle();
    progress.lines = before.lines + reader.linesRead;
    progress.recipients = before.recipients + dedupe.recipients;
    return reading.goOn({ ...start, line: reader.linesRead }, progress);
  };
  for await (const piece of member.bytes) {
    progress.bytes += piece.length;
    for (const _step of reader.push(piece)) if (!(await goOn())) return undefined;
  }
  const steps = reader.end();
  let step = steps.next();
  for (; !step.done; step = steps.next()) if (!(await goOn())) return undefined;
  const report = step.value;
  progress.lines = before.lines + report.lines.total;
  progress.recipients = before.recipients + report.recipients;
  return { name: reading.name + member.name, ...member.identity(), ...report };
}
