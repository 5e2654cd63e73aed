import type { Settings } from '../config';
import type { MailEvents } from '../constructs/mail-events';
import type { DataStack } from '../data-stack';
import type { Alarms } from '../monitoring/alarms';
import type { Queues } from '../queues';

/** What every stage is made from. */
export interface StageProps {
  settings: Settings;
  /** See `bundleLambdas`. */
  bundles: string;
  data: DataStack;
  alarms: Alarms;
  queues: Queues;
  mail: MailEvents;
}
