import fc from 'fast-check';
import { doneOf } from '../../../../local/lambda/event-sources/verdict';

const batch = ['a', 'b', 'c', 'd'].map((id, seq) => ({ id, seq, group: id < 'c' ? 'one' : 'two' }));
const done = (payload: unknown, fifo = false) =>
  doneOf({ payload }, batch, { reportsFailures: true, fifo }).map(({ id }) => id);
const failures = (...ids: unknown[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

describe('what becomes of a batch', () => {
  it('is done when the function reports no failure', () => {
    for (const answer of [null, undefined, {}, { batchItemFailures: null }, failures()]) {
      expect(done(answer)).toEqual(['a', 'b', 'c', 'd']);
    }
  });

  it('comes again as a whole after an error', () => {
    const error = { type: 'Error', message: '' };
    for (const reportsFailures of [true, false]) {
      expect(doneOf({ error }, batch, { reportsFailures, fifo: false })).toEqual([]);
    }
  });

  it('comes again as a whole when the answer cannot be understood', () => {
    const malformed = [
      'ok',
      1,
      { batchItemFailures: 'a' },
      { batchItemFailures: ['a'] },
      { batchItemFailures: [null] },
      { batchItemFailures: [{ itemIdentfier: 'a' }] },
      failures(''),
      failures(null),
      failures('a', 'not of this batch'),
    ];
    for (const answer of malformed) expect(done(answer)).toEqual([]);
  });

  it('loses only what is named', () => {
    expect(done(failures('b', 'd'))).toEqual(['a', 'c']);
  });

  it('stops a FIFO group at its first failure, and no other group', () => {
    expect(done(failures('a'), true)).toEqual(['c', 'd']);
    expect(done(failures('b'), true)).toEqual(['a', 'c', 'd']);
    expect(done(failures('c', 'b'), true)).toEqual(['a']);
  });

  it('ignores the answer where failures are not reported that way', () => {
    const outcome = { payload: failures('a') };
    expect(doneOf(outcome, batch, { reportsFailures: false, fifo: false })).toEqual(batch);
  });

  it('never deletes what was named as failed, nor anything after it in its group', () => {
    const named = fc.subarray(['a', 'b', 'c', 'd']);
    fc.assert(
      fc.property(named, fc.boolean(), (ids, fifo) => {
        const left = done(failures(...ids), fifo);
        for (const { id, group, seq } of batch) {
          const behind = batch.some(
            (other) => other.group === group && other.seq <= seq && ids.includes(other.id),
          );
          expect(left.includes(id)).toBe(fifo ? !behind : !ids.includes(id));
        }
      }),
    );
  });
});
