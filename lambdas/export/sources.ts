import { type CompanyRow, companyRows } from '../domain/evidence/companies';
import { CSV_START, csvLine } from '../domain/evidence/csv';
import type { NameGuard } from '../domain/evidence/name-guard';
import type { Person } from '../domain/evidence/person';
import {
  EXPOSURE_COLUMNS,
  eventLines,
  exposureLines,
  RECIPIENT_COLUMNS,
  recipientLines,
} from '../domain/evidence/rows';
import { type SecondRouteRow, secondRouteRow } from '../domain/evidence/second-route';
import { emptyTally, isSecondRoute, mailIds, type Tally, tallyPerson } from '../domain/evidence/tally';
import { Sorter } from './sorter';
import { type Scratch, spool } from './spool';

/** Bytes of events gathered before they go into the ZIP. */
const CHUNK = 1 << 16;

/**
 * What one walk over everyone leaves behind. The events go into the ZIP while the walk goes on; the tables wait in
 * scratch files for their turn, as a ZIP takes one entry at a time.
 */
export class Sources {
  readonly recipients;
  readonly exposures;
  readonly secondRoute: Sorter<SecondRouteRow>;
  readonly companies: Sorter<CompanyRow>;
  private readonly mails: Sorter<readonly [string]>;
  readonly tally: Tally = emptyTally();
  /** People in recipients.csv, counted where they are written. */
  people = 0;
  /** Events that belong to nobody; counted by the walk. */
  stray = 0;

  constructor(
    scratch: Scratch,
    private readonly names: NameGuard,
    /** The number of each drop. */
    private readonly files: ReadonlyMap<string, number>,
  ) {
    this.recipients = spool(scratch);
    this.exposures = spool(scratch);
    this.secondRoute = new Sorter(scratch);
    this.companies = new Sorter(scratch);
    this.mails = new Sorter(scratch);
  }

  /** Drives the walk and yields the lines of events.jsonl. */
  async *events(people: AsyncIterable<Person>): AsyncGenerator<string> {
    await this.heads();
    let lines = '';
    for await (const person of people) {
      await this.take(person);
      lines += eventLines(person);
      if (lines.length < CHUNK) continue;
      yield lines;
      lines = '';
    }
    yield lines;
  }

  async distinctMails(): Promise<number> {
    let count = 0;
    let last: string | undefined;
    for await (const [id] of this.mails.sorted()) {
      if (id !== last) count++;
      last = id;
    }
    return count;
  }

  private async heads(): Promise<void> {
    await this.recipients.write(CSV_START + csvLine(RECIPIENT_COLUMNS));
    await this.exposures.write(CSV_START + csvLine(EXPOSURE_COLUMNS));
  }

  private async take(person: Person): Promise<void> {
    tallyPerson(this.tally, person);
    this.names.look(person);
    await this.recipients.write(recipientLines(person));
    this.people++;
    await this.exposures.write(exposureLines(person, this.files));
    if (isSecondRoute(person)) await this.secondRoute.push(secondRouteRow(person));
    for (const row of companyRows(person)) await this.companies.push(row);
    for (const id of mailIds(person)) await this.mails.push([id]);
  }
}
