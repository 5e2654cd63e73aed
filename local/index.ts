import type { EmbeddedAwsSettings } from './settings';

/** Keys of an operator of this laptop; each carries the managed policies that the template defines for that task. */
export interface OperatorKeys {
  name: string;
  arn: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface EmbeddedAws {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  region: string;
  /** Stack outputs by name (CfnOutput), over all stacks. */
  outputs: Record<string, string>;
  /**
   * `responder`, `approver-1` and `approver-2`; an operator `X` or `X-<n>` carries the managed policy whose
   * name ends with `X` capitalised (Responder, Approver).
   */
  operator(name: string): OperatorKeys;
  /** Grants (role, statement, action) that no call has used since boot. */
  unusedGrants(): { role: string; statement: string }[];
  /** Ends Lambdas, timers and the listener; state is on disk. */
  close(): Promise<void>;
}

/**
 * Boots the synthesized stacks on this computer, loopback only.
 *
 * @throws Error with one clear sentence: port in use, data folder of a newer version or in use, no space.
 */
export declare function startEmbeddedAws(settings: EmbeddedAwsSettings): Promise<EmbeddedAws>;
