import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { Refusal } from '../domain/quarantine-codes';
import type { ZipMember } from './zip';

/** Walks one part of a workbook. @throws Refusal when it is no XML. */
export async function eachTag(
  member: ZipMember | undefined,
  open: (tag: SaxesTagPlain) => void,
  close: (tag: SaxesTagPlain) => void = () => {},
  text: (text: string) => void = () => {},
): Promise<void> {
  if (!member) return;
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new Refusal('archive-damaged');
  });
  parser.on('opentag', open);
  parser.on('closetag', close);
  parser.on('text', text);
  parser.on('cdata', text);
  const decoder = new TextDecoder();
  for await (const piece of member.read()) parser.write(decoder.decode(piece, { stream: true }));
  parser.write(decoder.decode()).close();
}

/** The name without its namespace's prefix, which each program chooses for itself. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
