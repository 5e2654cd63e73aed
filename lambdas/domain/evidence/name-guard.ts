import type { Person } from './person';

/** Shorter names are too likely to be part of an ordinary word; of syllables and ideographs three make a name. */
const NAME = /.{6}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{3}/su;
export const HIDDEN = '[name withheld]';
const ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;
const RECIPIENT = /\b[a-z2-7]{26}\b/g;
/** Companies repeat from person to person; remembering the last few thousand saves most searches. */
const REMEMBERED = 5_000;

/**
 * Keeps the names of the file out of texts that people wrote and that a regulator pack repeats: it is shown every
 * person of the incident and remembers which companies and groups occur in those texts, whatever their case, their
 * spaces and the form of Unicode they are in.
 */
export class NameGuard {
  private readonly haystack: string;
  private readonly found = new Set<string>();
  private seen = new Set<string>();

  /** @param texts all free text that may go into the pack. */
  constructor(texts: readonly string[]) {
    this.haystack = folded(texts.join('\n'));
  }

  look(person: Person): void {
    for (const { company, group } of person.exposures) {
      this.search(company);
      this.search(group);
    }
  }

  /** The text without any name of the file, any e-mail address and any recipient's id. */
  clean(text: string): string {
    const names = [...this.found].sort((a, b) => b.length - a.length);
    let clean = text
      .normalize()
      .replace(ADDRESS, '[address withheld]')
      .replace(RECIPIENT, '[recipient withheld]');
    for (const name of names) clean = clean.replace(patternOf(name), HIDDEN);
    return clean;
  }

  private search(name: string): void {
    if (this.seen.has(name)) return;
    if (this.seen.size >= REMEMBERED) this.seen = new Set();
    this.seen.add(name);
    const known = name.normalize().trim();
    if (NAME.test(known) && this.haystack.includes(folded(known))) this.found.add(known);
  }
}

const folded = (text: string) => text.normalize().toLowerCase().replace(/\s+/g, ' ');

/** The name as it is in the file, not folded: İ in small letters is two, which no pattern takes for it. */
function patternOf(name: string): RegExp {
  const words = name.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(words.join('\\s+'), 'giu');
}
