import fc from 'fast-check';
import type { LogItem } from '../../../lambdas/adapters/register/items';
import { logPk } from '../../../lambdas/adapters/register/keys';
import { appendLog, entryOf } from '../../../lambdas/adapters/register/log';
import { checkLink, LOG_START, type LogEntry } from '../../../lambdas/domain/evidence/log-chain';
import { FakeTable } from '../../support/fake-table';

const clockAt = (time: string) => ({ now: () => new Date(time) });
const noon = clockAt('2026-03-01T12:00:00.000Z');

function firstFault(incident: string, log: LogEntry[]): string | undefined {
  let last: LogEntry | undefined;
  for (const entry of log) {
    const fault = checkLink(incident, last, entry);
    if (fault) return fault.fault;
    last = entry;
  }
  return undefined;
}

async function logOf(count: number): Promise<LogEntry[]> {
  const table = new FakeTable();
  for (let i = 1; i <= count; i++) {
    await appendLog(table, 'acme-1', { by: 'alice', what: 'test.done', facts: { i } }, noon);
  }
  return table.items<LogItem>(logPk('acme-1')).map(entryOf);
}

test('twenty writers at once leave one chain without a gap and lose no entry', async () => {
  const table = new FakeTable();
  const writers = Array.from({ length: 20 }, (_, i) =>
    appendLog(
      table,
      'acme-1',
      { by: `writer-${i}`, what: 'test.done', why: undefined, facts: { i, none: undefined } },
      noon,
    ),
  );
  await Promise.all(writers);
  const log = table.items<LogItem>(logPk('acme-1')).map(entryOf);
  expect(log[0]?.previous).toBe(LOG_START);
  expect(firstFault('acme-1', log)).toBeUndefined();
  expect(new Set(log.map(({ by }) => by)).size).toBe(20);
});

test('a put that the SDK repeated after a lost answer is one entry', async () => {
  const table = new FakeTable();
  table.beforePut = (item) => table.seed(item);
  const entry = await appendLog(table, 'acme-1', { by: 'alice', what: 'test.done' }, noon);
  table.beforePut = () => {};
  expect(entry.sequence).toBe(1);
  expect(table.items(logPk('acme-1'))).toHaveLength(1);
});

test('times never run backwards, so "as of" is always the front of the chain', async () => {
  const table = new FakeTable();
  await appendLog(table, 'acme-1', { by: 'alice', what: 'a.b' }, noon);
  const second = await appendLog(
    table,
    'acme-1',
    { by: 'bob', what: 'a.b' },
    clockAt('2026-03-01T11:59:00.000Z'),
  );
  expect(second.at).toBe('2026-03-01T12:00:00.000Z');
});

test('any changed field, dropped entry, swapped pair or other incident breaks the chain', async () => {
  const log = await logOf(5);
  expect(firstFault('acme-2', log)).toBe('entry 1 was changed');
  expect(firstFault('acme-1', [log[0]!, ...log.slice(2)])).toMatch(/entry 2 is missing/);
  expect(firstFault('acme-1', [log[1]!, log[0]!, ...log.slice(2)])).toMatch(/entry 1 is missing/);
  fc.assert(
    fc.property(
      fc.nat(4),
      fc.constantFrom('by', 'what', 'why', 'at', 'hash', 'previous', 'extra'),
      (place, field) => {
        const forged = log.map((entry, i) => (i === place ? { ...entry, [field]: 'forged' } : entry));
        expect(firstFault('acme-1', forged)).toContain(`entry ${place + 1}`);
      },
    ),
  );
});
