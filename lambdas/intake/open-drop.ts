import { createHash } from 'node:crypto';
import type { ObjectSource } from '../adapters/bucket';
import type { Overrides } from '../domain/intake/dialect/detect';
import type { Findings } from '../domain/intake/found';
import { JsonReader, looksLikeJson } from '../domain/intake/readers/json-reader';
import { SheetReader } from '../domain/intake/readers/sheet-reader';
import { type FileReader, TableReader } from '../domain/intake/readers/table-reader';
import type { Dedupe } from '../domain/intake/seen/dedupe';
import { Refusal, withinArchive } from '../domain/quarantine-codes';
import { peek } from './peek';
import { surveySheet } from './survey-sheet';
import { gunzipped, MAX_BYTES, packingOf } from './unpack';
import { isWorkbook, openWorkbook } from './workbook';
import { openZip, type ZipMember } from './zip';

/** One file inside what was dropped: the drop itself, a member of an archive, a sheet. */
export interface Member {
  /** Empty for the drop itself, else a slash and the member's name. */
  name: string;
  /** Its place in an archive, from 1. */
  number?: number;
  /** What is read, unpacked. */
  bytes: AsyncIterable<Buffer>;
  /** How many bytes that are, where it is known before. */
  size?: number;
  createReader(overrides: Overrides, dedupe: Dedupe, findings: Findings): FileReader;
  /** Hash and size for the report, once everything has been read. */
  identity(): { sha256: string; bytes: number };
}

/** What was dropped, opened by its content: what its name says is never believed. */
export interface OpenedDrop {
  members: AsyncIterable<Member>;
  /** Of the whole object, once all members have been read. */
  sha256(): Promise<string>;
}

const HEAD = 4 * 1024;

/** Opens a drop: delimited text, JSON, a workbook, or an archive of the first two. */
export async function openDrop(source: ObjectSource): Promise<OpenedDrop> {
  if (source.bytes > MAX_BYTES) throw new Refusal('too-large');
  const object = new Hashed(source.read());
  const { head, all, close } = await peek(object.bytes(), HEAD);
  switch (packingOf(head)) {
    case 'zip':
      await close();
      return openArchive(source);
    case 'gzip': {
      const unpacked = new Hashed(gunzipped(all, source.bytes));
      const inner = await peek(unpacked.bytes(), HEAD);
      return {
        members: one(textMember('', inner, () => unpacked.identity())),
        sha256: async () => object.identity().sha256,
      };
    }
    default:
      return {
        members: one({ ...textMember('', { head, all }, () => object.identity()), size: source.bytes }),
        sha256: async () => object.identity().sha256,
      };
  }
}

/** Delimited text or JSON; an archive inside an archive is not opened. */
function textMember(
  name: string,
  { head, all }: { head: Buffer; all: AsyncIterable<Buffer> },
  identity: Member['identity'],
  besideOthers = false,
): Member {
  if (packingOf(head)) throw new Refusal('archive-nested');
  const isJson = looksLikeJson(head);
  return {
    name,
    bytes: all,
    identity,
    createReader: (overrides, dedupe, findings) => {
      const settings = { ...overrides, besideOthers };
      return isJson
        ? new JsonReader(settings, dedupe, findings)
        : new TableReader(settings, dedupe, findings);
    },
  };
}

async function openArchive(source: ObjectSource): Promise<OpenedDrop> {
  const files = await openZip(source);
  const whole = new Hashed(source.read());
  for await (const _piece of whole.bytes());
  const identity = whole.identity();
  return {
    members: isWorkbook(files) ? sheetsOf(files, identity) : filesOf(files),
    sha256: async () => identity.sha256,
  };
}

async function* filesOf(files: ZipMember[]): AsyncGenerator<Member> {
  for (const [index, { name, read }] of files.entries()) {
    const content = new Hashed(read());
    const inner = await peek(content.bytes(), HEAD);
    if (inner.head.length === 0) continue;
    const number = index + 1;
    if (packingOf(inner.head)) throw withinArchive(number, new Refusal('archive-nested'));
    yield { ...textMember(`/${name}`, inner, () => content.identity(), files.length > 1), number };
  }
}

async function* sheetsOf(
  files: ZipMember[],
  identity: ReturnType<Member['identity']>,
): AsyncGenerator<Member> {
  const { sheets, shared } = await openWorkbook(files);
  const part = (name: string) => files.find((file) => file.name === name);
  const filled = [];
  for (const sheet of sheets) {
    const marks = await surveySheet(sheet.xml, part);
    // New workbooks come with empty sheets.
    if (marks.filled) filled.push({ ...sheet, marks });
  }
  if (filled.length === 0) throw new Refusal('empty-file');
  const several = filled.length > 1;
  for (const [index, { name, hidden, xml, marks }] of filled.entries()) {
    yield {
      name: several ? `/${name}` : '',
      ...(several && { number: index + 1 }),
      bytes: xml.read(),
      identity: () => identity,
      createReader: (overrides, dedupe, findings) =>
        new SheetReader({ ...overrides, besideOthers: several }, dedupe, findings, { shared, hidden, marks }),
    };
  }
}

async function* one(member: Member): AsyncGenerator<Member> {
  yield member;
}

/** Bytes, hashed and counted as they pass. */
class Hashed {
  private readonly hash = createHash('sha256');
  private count = 0;
  private digest: string | undefined;

  constructor(private readonly source: AsyncIterable<Buffer>) {}

  async *bytes(): AsyncGenerator<Buffer> {
    for await (const piece of this.source) {
      this.hash.update(piece);
      this.count += piece.length;
      yield piece;
    }
  }

  identity(): { sha256: string; bytes: number } {
    this.digest ??= this.hash.digest('hex');
    return { sha256: this.digest, bytes: this.count };
  }
}
