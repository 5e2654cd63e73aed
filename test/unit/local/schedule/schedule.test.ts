import { AccessDenied } from '../../../../local/gateway/errors';
import type { Invocation, LambdaRuntime } from '../../../../local/lambda/types';
import { createSchedule } from '../../../../local/schedule';
import { ManualClock, resource, testContext } from '../sqs/support';

const ARN = 'arn:aws:lambda:eu-central-1:000000000000:function:reconcile';
const RULE = 'arn:aws:events:eu-central-1:000000000000:rule/test-tick';
const rule = (properties: object = {}) =>
  resource('AWS::Events::Rule', 'tick', {
    ScheduleExpression: 'rate(1 minute)',
    State: 'ENABLED',
    Targets: [{ Arn: ARN, Id: 'Target0' }],
    ...properties,
  });

type Call = Parameters<LambdaRuntime['invoke']>;

/** A function whose invocations end when told. */
function runtime(calls: Call[], ends: ((outcome: Invocation) => void)[] = []): LambdaRuntime {
  return {
    invoke: (...call) => {
      calls.push(call);
      return new Promise((resolve) => ends.push(resolve));
    },
  };
}

describe('the schedule', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ticks right away and then at the template’s rate, overlapping as on AWS', () => {
    const calls: Call[] = [];
    const clock = new ManualClock();
    const schedule = createSchedule(testContext({ now: clock.now }), { runtime: runtime(calls) });
    schedule.handlers['AWS::Events::Rule']!(rule());
    schedule.start();
    expect(calls).toEqual([
      [
        ARN,
        {
          version: '0',
          id: expect.any(String),
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          account: '000000000000',
          time: '2026-11-02T09:00:00Z',
          region: 'eu-central-1',
          resources: [RULE],
          detail: {},
        },
        { service: 'events.amazonaws.com', sourceArn: RULE },
      ],
    ]);
    jest.advanceTimersByTime(59_999);
    expect(calls).toHaveLength(1);
    jest.advanceTimersByTime(60_001);
    expect(calls).toHaveLength(3);
    schedule.close();
    jest.advanceTimersByTime(600_000);
    expect(calls).toHaveLength(3);
  });

  it('ticks as fast as told, but not while the last tick still runs', async () => {
    const calls: Call[] = [];
    const ends: ((outcome: Invocation) => void)[] = [];
    const schedule = createSchedule(testContext(), { runtime: runtime(calls, ends), everySeconds: 2 });
    schedule.handlers['AWS::Events::Rule']!(rule());
    schedule.start();
    jest.advanceTimersByTime(10_000);
    expect(calls).toHaveLength(1);
    ends[0]!({ payload: null });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(2);
    schedule.close();
  });

  it('goes on after a tick that was refused, and says so', async () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const refusing: LambdaRuntime = {
      invoke: () =>
        Promise.reject(new AccessDenied('events.amazonaws.com', 'lambda:InvokeFunction', ARN, '')),
    };
    const schedule = createSchedule(testContext(), { runtime: refusing, everySeconds: 1 });
    schedule.handlers['AWS::Events::Rule']!(rule());
    schedule.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(stderr).toHaveBeenCalledTimes(2);
    expect(stderr).toHaveBeenCalledWith(
      expect.stringMatching(/test-tick cannot invoke its target.*lambda:InvokeFunction/),
    );
    schedule.close();
    stderr.mockRestore();
  });

  it('passes a constant input on, and leaves a disabled rule alone', () => {
    const calls: Call[] = [];
    const schedule = createSchedule(testContext(), { runtime: runtime(calls) });
    schedule.handlers['AWS::Events::Rule']!(rule({ Targets: [{ Arn: ARN, Id: 'x', Input: '{"a":1}' }] }));
    schedule.handlers['AWS::Events::Rule']!(rule({ State: 'DISABLED' }));
    schedule.start();
    expect(calls.map(([, event]) => event)).toEqual([{ a: 1 }]);
    schedule.close();
  });

  it.each([
    [{ ScheduleExpression: 'cron(0 8 * * ? *)' }],
    [{ EventPattern: {} }],
    [{ Targets: [{ Arn: 'arn:aws:sqs:x', Id: 'x' }] }],
    [{ Targets: [{ Arn: ARN, Id: 'x', InputTransformer: {} }] }],
  ])('refuses a rule it would not serve: %j', (properties) => {
    const schedule = createSchedule(testContext(), { runtime: runtime([]) });
    expect(() => schedule.handlers['AWS::Events::Rule']!(rule(properties))).toThrow(/is not offered/);
  });
});
