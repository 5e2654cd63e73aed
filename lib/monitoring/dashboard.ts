import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../constructs/pipeline-function';
import type { WorkQueue } from '../constructs/work-queue';
import type { Alarms } from './alarms';

export interface DashboardProps {
  alarms: Alarms;
  queues: WorkQueue[];
  functions: PipelineFunction[];
}

const period = Duration.minutes(1);
const sum = (namespace: string, metricName: string) =>
  new Metric({ namespace, metricName, statistic: 'Sum', period });

/** One page: what is wrong, what waits, who works, what mail does. */
export class Dashboard extends Construct {
  constructor(scope: Construct, { alarms, queues, functions }: DashboardProps) {
    super(scope, 'Dashboard');
    new CloudWatchDashboard(this, 'Dashboard', {
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24, height: 6 })],
        [
          graph(
            'Waiting',
            queues.map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible({ period })),
          ),
          graph(
            'Dead letters',
            queues.map((queue) => queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period })),
          ),
          graph(
            'Oldest message',
            queues.map(({ queue }) =>
              queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
            ),
          ),
        ],
        [
          graph(
            'Duration',
            functions.map((one) => one.function.metricDuration({ period, statistic: 'p95' })),
          ),
          graph(
            'Errors',
            functions.map((one) => one.function.metricErrors({ period })),
          ),
          graph(
            'Mail',
            ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map((name) => sum('AWS/SES', name)),
          ),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
