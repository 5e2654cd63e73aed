import type { RetentionBlock } from '../../domain/evidence/retention';
import type { FileReport } from '../../domain/file-report';
import type { Hold } from '../../domain/holds';
import type { IncidentRecord } from '../../domain/incident-record';
import type { OutcomeCounts } from '../../domain/outcome';

export type * from './person-items';

/**
 * The items of the register, as plain objects (marshalled by @aws-sdk/util-dynamodb). Times are RFC 3339 UTC
 * with milliseconds. Fields of an item may only be written by the stage named in its comment.
 */

export type Phase = 'draft' | 'review' | 'sending' | 'paused' | 'done' | 'closed' | 'erased';

/** `INC#<incident>` / `META`. Opened by receive or api; phase, holds, manifest by reconcile; approvals, run by api. */
export interface IncidentItem {
  pk: string;
  sk: string;
  incident: string;
  phase: Phase;
  openedAt: string;
  /** 32 random bytes; none at all after the second step of erasure. */
  key: Uint8Array;
  shardBits: number;
  /** The highest generation handed to a drop so far; each drop takes the next one (ADD 1). */
  generation: number;
  record?: IncidentRecord;
  /** SHA-256 of the record's canonical JSON. */
  recordHash?: string;
  manifest?: Manifest;
  /** What the manifest was computed from; reconcile computes anew when this no longer matches. */
  manifestBasis?: string;
  /** How often people have decided on recipients or lines (ADD 1): part of that basis. */
  decisions?: number;
  approvals?: Approval[];
  holds: Hold[];
  run?: Run;
  /** What each run before this one covered: run id -> generation. */
  earlierRuns?: Record<string, number>;
  /** Counts of the last full recount; estimates while a run is going on. */
  totals?: OutcomeCounts;
  /** Counted with the manifest: recipients that a run would send to now, first notices and people's decisions. */
  due?: number;
  /** Known people with new exposures, proposed for a supplement that nobody has decided on yet. */
  supplementsDue?: number;
  /** People whose outcome is unknown for good and on whom nobody has decided. */
  unknownsDue?: number;
  /** People whom mail did not reach, without a word that they were reached in another way. */
  secondRouteDue?: number;
  /** Quarantined lines of files that hold, on which nobody has decided. */
  linesDue?: number;
  /** People of an earlier file that the latest one does not name; they stay told. */
  noLongerListed?: number;
  totalsAt?: string;
  /** How far SES's events had come by then (`moves` of REPUTATION); behind it, the totals are old. */
  totalsMoves?: number;
  /** When the next full recount is due; it backs off while events are waited for. */
  recountAt?: string;
  /** Recipients by ISO 3166 code, and the first mail: what clocks look at. Counted with the manifest. */
  countries?: Record<string, number>;
  firstMailAt?: string;
  /** What retention will do next and what stands in its way. */
  retention?: { nextAt?: string; blocked: RetentionBlock[] };
  /** While a step of erasure goes on: since when, and how far the first one has come. */
  erasing?: Erasing;
  /** When the two steps of erasure were done. */
  addressesErasedAt?: string;
  recordErasedAt?: string;
  /** The last entry of the log that was anchored under Object Lock, and when anyone looked. */
  anchor?: { sequence: number; at: string };
  /** When packs were last asked for; taken out by reconcile when none is open any more. */
  exportAskedAt?: string;
  /** Optimistic lock: every writer of META adds 1 under the condition of the value it read. */
  revision: number;
}

/** `part` and `after` say where the walk over the incident's partitions goes on; the counts are of what lies before. */
export interface Erasing {
  since: string;
  part: number;
  after?: string;
  exposures: number;
  decisions: number;
  events: number;
  quarantined: number;
}

/** What gets approved. `hash` covers the parts; `generation` is the highest one covered. */
export interface Manifest {
  hash: string;
  generation: number;
  recipients: number;
  exposures: number;
  /** Of the recipients: those who were told and get a supplement, because a person decided so. */
  supplements?: number;
  /** `recordHash` of the incident record it was computed with. */
  record?: string;
  /** How many of the incident's decisions it takes in. */
  decisions?: number;
  parts: { recipients: string; texts: string; sender: string };
  computedAt: string;
}

export interface Approval {
  /** A verified principal: IAM user ARN, role ARN with SourceIdentity; never a session name. */
  by: string;
  at: string;
  manifest: string;
  why?: string;
  /** Of that manifest: says later what a change has voided it by. */
  parts?: Manifest['parts'];
}

export interface Run {
  id: string;
  manifest: string;
  generation: number;
  startedAt: string;
  endedAt?: string;
  lanes: number;
  state: 'running' | 'paused' | 'ended';
  why?: string;
  /** Finally unknown notices put down for a resend by the incident's policy, which caps them. */
  resends?: number;
}

/** `INC#<incident>` / `CONTROL`. Written by api, the breaker and the sender's stop rules; read every second. */
export interface ControlItem {
  pk: string;
  sk: string;
  run: string;
  control: 'go' | 'pause';
  by: string;
  at: string;
  why: string;
}

/** `INC#<incident>` / `LANE#<run>#<lane>`. Created when the run starts; written by its sender. */
export interface LaneItem {
  pk: string;
  sk: string;
  incident: string;
  run: string;
  lane: number;
  /** The number of the slice that may work; a slice starts by moving it from slice - 1, else it is stale. */
  slice: number;
  state: 'ready' | 'running' | 'waiting' | 'paused' | 'drained';
  /** Written every second while a slice lives. */
  heartbeatAt: string;
  /** Set with `waiting`: reconcile wakes the lane then. */
  resumeAt?: string;
  waitingFor?: 'canary' | 'quota' | 'backoff';
  pass: 'canary' | 'first' | 'rest' | 'proof';
  /** Where the pass goes on: the shard, and the last recipient that was dealt with. */
  cursor: { shard: number; after: string };
  /** Shards in which this lane may have claims without an outcome. */
  openShards: number[];
  /** Mails accepted so far, refused by rate so far, and the pace in mails a second. */
  accepted: number;
  throttled: number;
  pace: number;
  canary?: { rids: string[]; until: string };
  /** Own accepted mails of the last 24 h by step of ten minutes, for the rolling quota. */
  window?: Record<string, number>;
  /** What the breaker looks back on: recipients with a final event, hard bounces, complaints. */
  reputation?: { finals: number; hardBounces: number; complaints: number }[];
}

/** `INC#<incident>` / `REPUTATION`. Counted by feedback (ADD); read by the sender's breaker, and for late events. */
export interface ReputationItem {
  pk: string;
  sk: string;
  /** Each recipient once. */
  finals: number;
  hardBounces: number;
  complaints: number;
  /** How often an event has moved somebody's status. */
  moves?: number;
}

/** `INC#<incident>` / `DROP#<dropId>`. Custody by receive; the rest by intake. */
export interface DropItem {
  pk: string;
  sk: string;
  incident: string;
  drop: string;
  generation: number;
  custody: {
    bucket: string;
    key: string;
    version: string;
    bytes: number;
    etag: string;
    droppedAt: string;
    droppedBy: string;
    receivedAt: string;
  };
  state: 'received' | 'reading' | 'read' | 'refused' | 'held';
  slice: number;
  heartbeatAt: string;
  /** Which invocation is reading: every write of a reader is conditional on it, so one that was given up stops. */
  owner?: string;
  /** SHA-256 of the whole object, once read or refused. */
  sha256?: string;
  files?: FileReport[];
  /** Resume point, opaque to everyone but intake. */
  checkpoint?: string;
  progress?: { bytes: number; lines: number; recipients: number };
  /** With `refused`: a code and one sentence that says what to do. */
  fault?: { code: string; detail: string };
  /** With `refused`: the settings it was read with, see `intakeSettings`. Other ones are worth another try. */
  refusedWith?: string;
  /** Written by api: a person says that what is wrong with this file shall not hold the incident. */
  setAside?: { by: string; at: string; why: string };
  startedAt?: string;
  readAt?: string;
  /** When every version of the raw object was destroyed. */
  rawDestroyedAt?: string;
}

/** `INC#<incident>#LOG` / sequence. */
export interface LogItem {
  pk: string;
  sk: string;
  sequence: number;
  at: string;
  by: string;
  what: string;
  why?: string;
  facts?: Record<string, unknown>;
  previous: string;
  hash: string;
}

/** `INC#<incident>` / `RECORD#<hash>`. Written once by api with META and the log; the record as of a past moment. */
export interface RecordItem {
  pk: string;
  sk: string;
  incident: string;
  recordHash: string;
  record: IncidentRecord;
}

/** `INC#<incident>` / `EXPORT#<id>`. Asked for by api; the rest by export, but that reconcile may end it. */
export interface ExportItem {
  pk: string;
  sk: string;
  incident: string;
  export: string;
  state: 'asked' | 'building' | 'done' | 'failed';
  askedBy: string;
  askedAt: string;
  cutAt: string;
  /**
   * Who builds it: one invocation's own id, so that a late one cannot overwrite its successor's result. It is there
   * for as long as that invocation may still write.
   */
  builder?: string;
  heartbeatAt?: string;
  /** Written by reconcile: when it last sent the message again. */
  sentAt?: string;
  balanced?: boolean;
  checks?: { name: string; left: number; right: number; ok: boolean }[];
  totals?: OutcomeCounts;
  evidence?: { key: string; sha256: string; bytes: number };
  /** When the evidence pack was destroyed with the addresses; its hash stays. */
  evidenceErasedAt?: string;
  regulator?: { key: string; sha256: string; bytes: number };
  fingerprint?: string;
  fault?: string;
}
