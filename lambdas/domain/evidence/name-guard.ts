import type { Person } from './person';

/** Shorter names are too likely to be part of an ordinary word. */
const SHORTEST = 6;
export const HIDDEN = '[name withheld]';
const ADDRESS = /[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g;
/** Companies repeat from person to person; remembering the last few thousand saves most searches. */
const REMEMBERED = 5_000;

/**
 * Keeps the names of the file out of texts that people wrote and that a regulator pack repeats: it is shown every
 * person of the incident and remembers which companies, groups and addresses occur in those texts.
 */
export class NameGuard {
  private readonly haystack: string;
  private readonly found = new Set<string>();
  private seen = new Set<string>();

  /** @param texts all free text that may go into the pack. */
  constructor(texts: readonly string[]) {
    this.haystack = texts.join('\n').toLowerCase();
  }

  look(person: Person): void {
    for (const { company, group } of person.exposures) {
      this.search(company);
      this.search(group);
    }
  }

  /** The text without any name of the file and without any e-mail address. */
  clean(text: string): string {
    const names = [...this.found].sort((a, b) => b.length - a.length);
    let clean = text.replace(ADDRESS, '[address withheld]');
    for (const name of names) clean = clean.replace(new RegExp(escaped(name), 'giu'), HIDDEN);
    return clean;
  }

  private search(name: string): void {
    if (name.length < SHORTEST || this.seen.has(name)) return;
    if (this.seen.size >= REMEMBERED) this.seen = new Set();
    this.seen.add(name);
    const lower = name.toLowerCase();
    if (this.haystack.includes(lower)) this.found.add(lower);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
