import type { ObjectSource } from '../adapters/bucket';
import type { DropItem } from '../adapters/register/items';
import type { FileReport } from '../domain/file-report';
import { Dedupe } from '../domain/intake/dedupe';
import type { Overrides } from '../domain/intake/detect';
import { Refusal } from '../domain/quarantine-codes';
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
  goOn(at: Position, progress: NonNullable<DropItem['progress']>): Promise<boolean>;
  writer: FindingsWriter;
  overrides: Overrides;
  name: string;
  /** 16 random bytes for the fingerprints of this reading. */
  fingerprintKey: Uint8Array;
}

/**
 * Reads a whole drop from its first byte. A later slice does the same with the writing switched off up to where
 * the last one ended: reading is some hundred times faster than writing, and so every count, hash and first
 * finding is exactly what one long slice would have found, whatever the kind of file.
 *
 * @returns undefined when `goOn` ended the slice.
 */
export async function readDrop(source: ObjectSource, reading: Reading): Promise<DropRead | undefined> {
  const files: FileReport[] = [];
  const progress = { bytes: 0, lines: 0, recipients: 0 };
  const opened = await openDrop(source);
  for await (const member of opened.members) {
    reading.writer.member = files.length;
    const file = await readMember(member, files.length, reading, progress);
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
  number: number,
  reading: Reading,
  progress: Progress,
): Promise<FileReport | undefined> {
  const dedupe = new Dedupe(reading.fingerprintKey);
  const reader = member.createReader(reading.overrides, dedupe, reading.writer);
  const before = { ...progress };
  const goOn = async () => {
    await reading.writer.settle();
    progress.lines = before.lines + reader.linesRead;
    progress.recipients = before.recipients + dedupe.recipients;
    return reading.goOn({ member: number, line: reader.linesRead }, progress);
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
