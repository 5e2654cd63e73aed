import { cellAt, type SheetMarks } from '../domain/intake/readers/sheet-marks';
import { eachTag, localName } from './each-tag';
import type { ZipMember } from './zip';

/** A link or merge over more rows than this is a mistake, or a trap. */
const MOST_ROWS = 10_000;

/**
 * Looks through a sheet for what its rows alone do not say and what stands behind them in the file: whether there
 * are any, where links lead, which cells are merged, what comments say.
 */
export async function surveySheet(
  xml: ZipMember,
  part: (name: string) => ZipMember | undefined,
): Promise<SheetMarks & { filled: boolean }> {
  const folder = xml.name.slice(0, xml.name.lastIndexOf('/'));
  const { targets, comments } = await relationsOf(
    part(`${folder}/_rels/${xml.name.slice(folder.length + 1)}.rels`),
  );
  const marks = {
    filled: false,
    width: 0,
    links: new Map<string, string>(),
    merged: new Map<string, number>(),
  };
  const link = (reference: string, target: string | undefined) => {
    const { column, row, bottom } = rangeOf(reference);
    if (!target || !/^mailto:/iu.test(target)) return;
    for (let at = row; at <= bottom; at++) marks.links.set(`${column}:${at}`, target);
  };
  let formula: string | undefined;
  let cell = '';
  await eachTag(
    xml,
    ({ name, attributes }) => {
      const tag = localName(name);
      if (tag === 'c') {
        cell = attributes.r ?? '';
        marks.width = Math.max(marks.width, cellAt(cell).column + 1);
      } else if (tag === 'v' || tag === 't') marks.filled = true;
      else if (tag === 'f') formula = '';
      else if (tag === 'hyperlink') {
        const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1];
        link(attributes.ref ?? '', targets.get(id ?? ''));
      } else if (tag === 'mergeCell') {
        const { column, row, bottom } = rangeOf(attributes.ref ?? '');
        for (let at = row + 1; at <= bottom; at++) marks.merged.set(`${column}:${at}`, row);
      }
    },
    ({ name }) => {
      if (localName(name) !== 'f' || formula === undefined) return;
      // HYPERLINK("mailto:a@b.example", "Al")
      link(cell, /"(mailto:[^"]+)"/iu.exec(formula)?.[1]);
      formula = undefined;
    },
    (text) => {
      if (formula !== undefined) formula += text;
    },
  );
  return { ...marks, remarks: await remarksOf(part(partName(folder, comments))) };
}

async function relationsOf(rels: ZipMember | undefined) {
  const targets = new Map<string, string>();
  let comments = '';
  await eachTag(rels, ({ name, attributes }) => {
    if (localName(name) !== 'Relationship') return;
    targets.set(attributes.Id ?? '', attributes.Target ?? '');
    if (attributes.Type?.endsWith('/comments')) comments = attributes.Target ?? '';
  });
  return { targets, comments };
}

/** Texts of comments by row. */
async function remarksOf(comments: ZipMember | undefined): Promise<Map<number, string>> {
  const remarks = new Map<number, string>();
  let row = 0;
  let inText = false;
  await eachTag(
    comments,
    ({ name, attributes }) => {
      if (localName(name) === 'comment') row = cellAt(attributes.ref ?? '').row;
      inText = localName(name) === 't';
    },
    () => {
      inText = false;
    },
    (text) => {
      if (inText) remarks.set(row, `${remarks.get(row) ?? ''}${text} `);
    },
  );
  return remarks;
}

function partName(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  return target.startsWith('../')
    ? `${folder.slice(0, folder.lastIndexOf('/'))}/${target.slice(3)}`
    : `${folder}/${target}`;
}

function rangeOf(reference: string): { column: number; row: number; bottom: number } {
  const [from = '', to = from] = reference.split(':');
  const { column, row } = cellAt(from);
  return { column, row, bottom: Math.min(cellAt(to).row, row + MOST_ROWS) };
}
