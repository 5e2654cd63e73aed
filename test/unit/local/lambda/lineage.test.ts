import fc from 'fast-check';
import { nextTrace, tooManyRounds } from '../../../../local/lambda/lineage';

const now = new Date('2026-11-02T09:00:00Z');

describe('the lineage of a chain of invocations', () => {
  it('lets a function come round 16 times, and no more', () => {
    let trace: string | undefined;
    for (let round = 0; round < 16; round += 1) {
      expect(tooManyRounds(trace, 'arn:a')).toBe(false);
      trace = nextTrace([trace], 'arn:a', now);
    }
    expect(tooManyRounds(trace, 'arn:a')).toBe(true);
    expect(tooManyRounds(trace, 'arn:b')).toBe(false);
  });

  it('counts each function by itself, over the longest of the chains that meet', () => {
    const step = fc.constantFrom('arn:a', 'arn:b', 'arn:c');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.array(step, { maxLength: 20 }), (one, two) => {
        const run = (steps: string[]) =>
          steps.reduce<string | undefined>((trace, arn) => nextTrace([trace], arn, now), undefined);
        const met = nextTrace([run(one), undefined, run(two)], 'arn:d', now);
        for (const arn of ['arn:a', 'arn:b', 'arn:c']) {
          const count = (steps: string[]) => steps.filter((each) => each === arn).length;
          expect(tooManyRounds(met, arn)).toBe(Math.max(count(one), count(two)) >= 16);
        }
      }),
    );
  });

  it('begins anew after a header it cannot read', () => {
    for (const trace of ['', 'Root=1-2-3', 'Lineage=', 'Lineage=x:y|:|z', 'Lineage=||']) {
      expect(nextTrace([trace], 'arn:a', now)).toMatch(/;Lineage=[0-9a-f]{8}:1$/);
    }
  });
});
