import { type CompanyRow, companiesOf, companyRows } from '../../../lambdas/domain/evidence/companies';
import type { Person } from '../../../lambdas/domain/evidence/person';
import {
  noteOthersTold,
  SECOND_ROUTE_COLUMNS,
  type SecondRouteRow,
  secondRouteLines,
  secondRouteRow,
} from '../../../lambdas/domain/evidence/second-route';
import { isSecondRoute } from '../../../lambdas/domain/evidence/tally';
import type { Outcome } from '../../../lambdas/domain/outcome';

function person(
  name: string,
  outcome: Outcome,
  groups: [company: string, group: string][],
  change: Partial<Person> = {},
) {
  const exposures = groups.map(([company, group], line) => ({
    generation: 1,
    address: `${name}@corp.example`,
    company,
    group,
    drop: 'd',
    member: 0,
    line,
  }));
  const one: Person = {
    rid: name,
    outcome,
    exposures,
    decisions: [],
    notices: [],
    events: [],
    stored: new Map(),
    ...change,
  };
  return one;
}

const told = (route: 'telephone' | 'post') => ({
  decisions: [
    {
      decision: 'second-route-done' as const,
      at: '2026-03-02T10:00:00.000Z',
      by: 'rosa',
      why: 'spoke to her',
      route,
    },
  ],
});

const sorted = <Row extends readonly string[]>(rows: Row[]) =>
  rows.sort((a, b) => (a.join('\u0000') < b.join('\u0000') ? -1 : 1));

async function* each<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Both tables, as the pack makes them. */
async function tables(people: Person[]) {
  const route: SecondRouteRow[] = people.filter(isSecondRoute).map(secondRouteRow);
  const rows = sorted<CompanyRow>(people.flatMap(companyRows));
  const companies = await all(companiesOf(noteOthersTold(each(rows), async (row) => void route.push(row))));
  const lines = await all(secondRouteLines(each(sorted(route))));
  const cells = lines.map((line) =>
    line
      .trim()
      .split(',')
      .map((cell) => cell.replaceAll('"', '')),
  );
  const named = cells.map((row) =>
    Object.fromEntries(SECOND_ROUTE_COLUMNS.map((name, at) => [name, row[at]])),
  );
  return { companies: new Map(companies.map((one) => [one.company, one])), lines: named };
}

test('who was not reached is listed with the admins of the same groups who were told', async () => {
  const { lines } = await tables([
    person('ada', 'bounced', [
      ['Corp', 'Ops'],
      ['Corp', 'Sales'],
    ]),
    person('bob', 'delivered', [['Corp', 'Ops']]),
    person('cyd', 'sent', [['Corp', 'Sales']]),
    person('dan', 'delivered', [['Corp', 'Legal']]),
    person('eve', 'rejected', [['Other', 'Ops']]),
  ]);
  expect(lines).toMatchObject([
    { recipient: 'ada', outcome: 'bounced', othersTold: 'bob@corp.example; cyd@corp.example' },
    { recipient: 'eve', outcome: 'rejected', othersTold: '' },
  ]);
});

test('few are named, however many could be', async () => {
  const many = Array.from({ length: 40 }, (_, n) => person(`p${n}`, 'delivered', [['Corp', 'Ops']]));
  const { lines } = await tables([person('ada', 'bounced', [['Corp', 'Ops']]), ...many]);
  expect(lines[0]?.othersTold?.split('; ')).toHaveLength(5);
});

test('what was done stands there as evidence: when, by whom, by which route, why', async () => {
  const { lines } = await tables([person('ada', 'bounced', [['Corp', 'Ops']], told('telephone'))]);
  expect(lines).toMatchObject([
    { doneAt: '2026-03-02T10:00:00.000Z', doneBy: 'rosa', route: 'telephone', why: 'spoke to her' },
  ]);
});

test('a company is unreached until somebody of it is told, by mail or otherwise', async () => {
  const { companies } = await tables([
    person('ada', 'bounced', [['Silent', 'Ops']]),
    person('bob', 'bounced', [['Called', 'Ops']], told('telephone')),
    person('cyd', 'suppressed', [
      ['Called', 'Ops'],
      ['Called', 'Sales'],
    ]),
    person('dan', 'delivered', [['Told', 'Ops']]),
    person('eve', 'pending', [['Coming', 'Ops']]),
  ]);
  expect(companies.get('Silent')).toMatchObject({ notReached: 1, otherwise: 0, nobodyReachable: true });
  expect(companies.get('Called')).toMatchObject({
    recipients: 2,
    groups: 2,
    exposures: 3,
    notReached: 2,
    otherwise: 1,
    nobodyReachable: false,
  });
  expect(companies.get('Told')).toMatchObject({ nobodyReachable: false });
  expect(companies.get('Coming')).toMatchObject({ open: 1, nobodyReachable: false });
});
