/** How the embedded AWS behaves; everything that AWS itself would decide. */
export interface EmbeddedAwsSettings {
  /** Folder with the synthesized assembly (manifest.json, *.template.json, assets). */
  assembly: string;
  /** State folder; made if missing. One running process at a time. */
  data: string;
  /** 0 picks a free port. */
  port: number;
  /** Every `rate(...)` schedule fires this often instead, in seconds; undefined keeps the template's rate. */
  scheduleSeconds?: number;
  ses: SesSettings;
  /** Functions whose names hold one of these are given nothing from their queues; what waits there stays. */
  idle?: readonly string[];
  /** Where Lambda output goes: one file a function under `<data>/logs`, or also to stderr. */
  echoLogs: boolean;
}

export interface SesSettings {
  maxSendRate: number;
  max24HourSend: number;
  /** Where accepted mail is kept, one `<MessageId>.eml` each. */
  mailDirectory: string;
  /** Shows the same mails in a second folder, and no others. */
  mailView?: string;
  /** Relay accepted mail to this SMTP server; its replies become Delivery or Bounce events. */
  smtp?: {
    host: string;
    port: number /** First wait after a 4xx, doubled each time; default 30. */;
    retrySeconds?: number;
  };
  /** As a new account: sender and recipients must be verified identities, or the mailbox simulator. */
  sandbox?: boolean;
  /** Time from acceptance to the Delivery or Bounce event; default 5. */
  deliveryMilliseconds?: number;
  fault?: SesFault;
}

export const SES_FAULTS = [
  'accept-then-reset',
  'hang',
  'error-500',
  'error-503',
  'truncated-200',
  'empty-200',
  'slow',
  'throttle',
  'events-duplicated',
  'events-delayed',
  'events-reordered',
  'events-dropped',
] as const;

/** `share` of the calls it hits, 0 to 1, chosen by a generator seeded with `seed`. */
export interface SesFault {
  kind: (typeof SES_FAULTS)[number];
  share: number;
  seed: number;
}
