import { reportOf } from '../../../bin/command/report';
import { type Summary, summaryOf } from '../../../bin/command/summary';
import type { ExportView, IncidentView } from '../../../lambdas/api/contract';
import { fileReport } from '../../support/register-world';

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();

/** An incident whose files and run are as given, as a command from the tenth second to the fortieth shows it. */
function summary(change: Partial<IncidentView>): Summary {
  const view = { incident: 'leak-2026', phase: 'done', holds: [], drops: [], lanes: [], ...change };
  return summaryOf(view as unknown as IncidentView, { balanced: true, checks: [] } as unknown as ExportView, {
    startedAt: new Date(at(10)),
    endedAt: new Date(at(40)),
    maxSendRate: 10,
  });
}

function dropOf(from: number, to: number, change: object = {}) {
  const custody = { key: 'k', version: 'v', receivedAt: at(from) };
  return { custody, readAt: at(to), ...change } as IncidentView['drops'][number];
}

const runOf = (from: number, to?: number) =>
  ({ id: 'r0001', startedAt: at(from), endedAt: to && at(to) }) as IncidentView['run'];

test('the report names each of several files by the number that holds name it by', () => {
  const archive = [fileReport({ name: 'b.zip/a.csv' }), fileReport({ name: 'b.zip/b.csv' })];
  const one = dropOf(11, 12, { number: 1, files: [fileReport()] });
  const refused = dropOf(11, 12, { number: 2, files: undefined });
  const drops = [one, refused, dropOf(11, 12, { number: 3, files: archive })];
  const report = reportOf(summary({ drops }), 'out', drops);
  expect(report).toContain('  file 1  file1.csv  (');
  expect(report).toContain('  file 3.2  b.zip/b.csv  (');
  expect(reportOf(summary({ drops: [one] }), 'out', [one])).toContain('\n  file1.csv  (');
});

test('names of a file’s fields are those of the contract', () => {
  const quarantine = [{ line: 3, lineTo: 4, code: 'stray-quote', isolated: true }];
  const { files } = summary({ drops: [dropOf(11, 12, { files: [fileReport({ quarantine })] })] });
  expect(Object.keys(files[0]!)).toEqual(
    expect.arrayContaining([
      'name',
      'sha256',
      'bytes',
      'encoding',
      'delimiter',
      'columns',
      'lines',
      'exposures',
    ]),
  );
  expect(files[0]!.quarantine).toEqual([{ line: 3, lineTo: 4, code: 'stray-quote' }]);
});

describe('times', () => {
  test('of intake: those in which a file was being read', () => {
    const drops = [dropOf(10, 12), dropOf(11, 14), dropOf(30, 31), dropOf(30, 30)];
    expect(summary({ drops }).timing.intakeMs).toBe(5_000);
  });

  test('are those of this command: what was read and sent before it does not count', () => {
    const lane = { throttled: 1, heartbeatAt: at(35) } as IncidentView['lanes'][number];
    const drops = [dropOf(1, 3), dropOf(8, 12)];
    const { timing } = summary({ drops, run: runOf(5, 30), lanes: [lane] });
    expect(timing).toEqual({
      startedAt: at(10),
      intakeMs: 2_000,
      sendMs: 20_000,
      totalMs: 30_000,
      runStartedAt: at(5),
      runEndedAt: at(30),
      maxSendRate: 10,
      throttled: 1,
    });
    expect(summary({ run: runOf(20), lanes: [lane] }).timing).toMatchObject({ sendMs: 15_000 });
    expect(summary({ run: runOf(1, 9), lanes: [lane] }).timing).toMatchObject({ sendMs: 0 });
    expect(summary({}).timing).toMatchObject({ sendMs: 0 });
  });

  test('are told apart from those of a run that began before the command', () => {
    const reported = (run: IncidentView['run']) => reportOf(summary({ run }), 'out');
    const all = 'read in 0.0 s, sent in 20.0 s at up to 10/s, all in 30.0 s\n';
    expect(reported(runOf(20, 40))).toContain(`\n  ${all}  out/:`);
    expect(reported(runOf(5, 30))).toContain(
      `\n  in this command: ${all}  the run began 2026-03-01 12:00:05 UTC and ended 2026-03-01 12:00:30 UTC\n`,
    );
    expect(reported(runOf(5))).toContain('the run began 2026-03-01 12:00:05 UTC and has not ended\n');
  });
});
