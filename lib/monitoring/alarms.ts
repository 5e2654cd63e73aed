import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData as Missing,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** high: somebody acts now; medium: today; low: heals by itself, look when it keeps on. */
export type Severity = 'high' | 'medium' | 'low';

export interface AlarmDefinition {
  /** Also the heading in docs/runbook.md, e.g. `dispatch-dead-letters`. */
  name: string;
  severity: Severity;
  /** One sentence: what it means for the people to be told, or for the proof. */
  impact: string;
  metric: IMetric;
  threshold: number;
  comparison?: 'at-least' | 'below';
  /** Periods of the metric that must all be over the threshold; 1 unless told. */
  periods?: number;
  /** Most metrics of ours are absent when nothing happens, and nothing happening is fine. */
  missing?: TreatMissingData;
}

/** The one place where alarms are made: each has an impact, a severity, a runbook heading and somebody to tell. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];

  constructor(
    scope: Construct,
    private readonly topic: ITopic,
  ) {
    super(scope, 'Alarms');
  }

  add(definition: AlarmDefinition): Alarm {
    const { name, severity, impact, metric, threshold, comparison, periods, missing } = definition;
    const alarm = new Alarm(this, name, {
      alarmName: `breach-notify-${name}`,
      alarmDescription: `[${severity}] ${impact} Runbook: docs/runbook.md#${name}`,
      metric,
      threshold,
      comparisonOperator:
        comparison === 'below'
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods ?? 1,
      treatMissingData: missing ?? Missing.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
    return alarm;
  }
}
