import type { Mailer } from '../adapters/mail';
import type { DomainCheck } from '../adapters/mail-domains';
import type { Queue } from '../adapters/queue';
import type { Controls } from '../adapters/register/control';
import type { Incidents } from '../adapters/register/incidents';
import type { Lanes } from '../adapters/register/lanes';
import type { Notices } from '../adapters/register/notices';
import type { RegisterTable } from '../adapters/register/table';
import type { Clock } from '../shared/clock';
import type { Log } from '../shared/logger';
import type { SendSlice } from '../shared/messages';

/** Everything a slice works with, wired once in index.ts. */
export interface Sender {
  table: RegisterTable;
  incidents: Pick<Incidents, 'get'>;
  lanes: Lanes;
  notices: Notices;
  controls: Controls;
  mailer: Mailer;
  queue: Queue<SendSlice>;
  takesMail: DomainCheck;
  settings: SenderSettings;
  clock: Clock;
  /** Random letters and digits, a dozen: part of an attempt's id. */
  newId(): string;
  log: Log;
}

export interface SenderSettings {
  sliceSeconds: number;
  canarySize: number;
  canaryWaitSeconds: number;
  /** How long SES's events may take to prove mails whose answers were lost in a row. */
  proofWaitSeconds: number;
  /** Share of the 24 h quota left to others. */
  quotaReserve: number;
}
