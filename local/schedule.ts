import { randomUUID } from 'node:crypto';
import type { ResourceHandlers } from './cloudformation/types';
import { NotImplemented } from './gateway/errors';
import type { ServiceContext } from './gateway/types';
import type { LambdaRuntime } from './lambda/types';

interface Target {
  functionName: string;
  /** The event, where the rule gives a constant one. */
  input?: unknown;
}

interface ScheduledRule {
  arn: string;
  everyMs: number;
  targets: Target[];
}

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * EventBridge rules of the form `rate(...)`, with functions as targets. The first tick comes right after `start`.
 *
 * @param everySeconds replaces every rate. A tick is then left out while the last one still runs: a minute that
 * lasts a second would else stack up what AWS never stacks.
 */
export function createSchedule(
  context: ServiceContext,
  { runtime, everySeconds }: { runtime: LambdaRuntime; everySeconds?: number },
) {
  const rules: ScheduledRule[] = [];
  const timers: NodeJS.Timeout[] = [];
  const running = new Set<Target>();

  async function invoke(rule: ScheduledRule, target: Target): Promise<void> {
    if (everySeconds !== undefined && running.has(target)) return;
    running.add(target);
    try {
      const event = target.input ?? scheduledEvent(context, rule.arn);
      // What the handler throws is in the function's log, and the next tick is its repetition.
      await runtime.invoke(target.functionName, event, {
        service: 'events.amazonaws.com',
        sourceArn: rule.arn,
      });
    } catch (error) {
      process.stderr.write(`schedule: ${rule.arn} cannot invoke its target: ${(error as Error).message}\n`);
    } finally {
      running.delete(target);
    }
  }

  function tick(rule: ScheduledRule): void {
    for (const target of rule.targets) void invoke(rule, target);
  }

  return {
    handlers: scheduleHandlers(context, rules),
    start(): void {
      for (const rule of rules) {
        const everyMs = everySeconds === undefined ? rule.everyMs : everySeconds * 1000;
        timers.push(setInterval(() => tick(rule), everyMs));
        tick(rule);
      }
    },
    close(): void {
      for (const timer of timers.splice(0)) clearInterval(timer);
    },
  };
}

function scheduleHandlers({ region, account }: ServiceContext, rules: ScheduledRule[]): ResourceHandlers {
  return {
    'AWS::Events::Rule': ({ properties, physicalName }) => {
      if (properties.EventPattern) throw new NotImplemented('A rule with an event pattern');
      const name = (properties.Name as string) ?? physicalName(64);
      const arn = `arn:aws:events:${region}:${account}:rule/${name}`;
      const targets = ((properties.Targets ?? []) as Record<string, unknown>[]).map(targetOf);
      if (properties.State !== 'DISABLED') {
        rules.push({ arn, everyMs: rateOf(String(properties.ScheduleExpression)), targets });
      }
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}

function rateOf(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (!count || !unit) throw new NotImplemented(`The schedule ${expression}`);
  return Number(count) * UNIT_MS[unit]!;
}

const TARGET = new Set(['Arn', 'Id', 'Input', 'RetryPolicy']);

function targetOf(target: Record<string, unknown>): Target {
  const unknown = Object.keys(target).find((name) => !TARGET.has(name));
  if (unknown) throw new NotImplemented(`${unknown} of a rule's target`);
  const arn = String(target.Arn);
  if (!arn.includes(':lambda:')) throw new NotImplemented('A rule whose target is no function');
  return {
    functionName: arn,
    ...(target.Input !== undefined && { input: JSON.parse(String(target.Input)) }),
  };
}

const scheduledEvent = ({ account, region, now }: ServiceContext, ruleArn: string) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z'),
  region,
  resources: [ruleArn],
  detail: {},
});
