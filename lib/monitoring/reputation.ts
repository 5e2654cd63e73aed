import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Alarms, Severity } from './alarms';

/**
 * SES reviews an account at 5 % bounces or 0.1 % complaints and may stop its sending; we warn at about half.
 * The metric is written only while mail goes out: missing data must neither ring nor calm the alarm.
 */
export function watchReputation(alarms: Alarms): void {
  const watch = (name: string, metricName: string, threshold: number, severity: Severity, impact: string) =>
    alarms.add({
      name,
      severity,
      impact,
      metric: new Metric({
        namespace: 'AWS/SES',
        metricName,
        statistic: 'Maximum',
        period: Duration.minutes(15),
      }),
      threshold,
      missing: TreatMissingData.IGNORE,
    });
  const bounces = 'Reputation.BounceRate';
  const complaints = 'Reputation.ComplaintRate';
  watch(
    'bounces-rising',
    bounces,
    0.03,
    'medium',
    'Many addresses of the list are dead; SES watches the account.',
  );
  watch(
    'bounces-critical',
    bounces,
    0.05,
    'high',
    'SES may stop the account before everybody has been told.',
  );
  watch('complaints-rising', complaints, 0.0005, 'medium', 'Recipients report the notice as spam.');
  watch(
    'complaints-critical',
    complaints,
    0.001,
    'high',
    'SES may stop the account before everybody has been told.',
  );
}
