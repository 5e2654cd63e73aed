import { extractAddresses } from '../../addresses/extract';

/**
 * Whether all lines are what mail programs copy and paste, `"Doe, Jo" <jo@example.com>, Ann <ann@example.com>`, and
 * nothing else. What stands in quotes belongs to a name. Without quotes a comma belongs to a name where semicolons part
 * the mailboxes of a line; else it may part a company from its admin, and that is a table.
 */
export function isMailboxList(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes('>')) && lines.every(isMailboxes);
}

function isMailboxes(line: string): boolean {
  const parted = />\s*;.*>/u.test(line) ? /;/u : /[,;]/u;
  // What stands in front of each `>`, and behind the last one.
  const parts = line.split('>');
  const behind = parts.pop() as string;
  const isMailbox = (part: string) => {
    const open = part.lastIndexOf('<');
    const [name = '', ...others] = withoutQuoted(part.slice(0, open)).split(parted).reverse();
    return (
      open !== -1 &&
      isAddress(part.slice(open + 1)) &&
      !/[@|\t"]/u.test(name) &&
      others.every(isAddressOrNone)
    );
  };
  return parts.every(isMailbox) && behind.split(parted).every(isAddressOrNone);
}

const withoutQuoted = (text: string): string => text.replace(/"[^"]*"/gu, ' ');

function isAddress(text: string): boolean {
  const { usable, unusable, words } = extractAddresses(text);
  return usable.length === 1 && unusable === 0 && words === 0;
}

const isAddressOrNone = (text: string): boolean => text.trim() === '' || isAddress(text);
