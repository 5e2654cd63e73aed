/** Why an incident may not be sent yet. Every code has a line in docs/holds.md. */
export const HOLD_CODES = {
  'no-files': 'nothing has been dropped yet',
  'no-notice': 'the incident has no complete notice',
  'file-refused': 'a file could not be read',
  'file-held': 'a file arrived after erasure and is kept unread',
  'structural-quarantine': 'lines that may hide people were quarantined',
  'bad-rows': 'more than 1 % of the rows could not be read',
  'no-recipients': 'no usable address was found',
  'too-many-recipients': 'more recipients than the incident allows',
  'eta-after-clock': 'sending would end after a deadline',
  'awaiting-approval': 'the manifest has not been approved',
  'second-approver': 'a second, different approver is needed',
} as const;
export type HoldCode = keyof typeof HOLD_CODES;

/** `detail` is one plain sentence with numbers and names of fields; never a value from the file. */
export interface Hold {
  code: HoldCode;
  detail: string;
}

/** Holds that an approval settles; all others are doubts, which no approval overrides. */
export const APPROVAL_HOLDS: readonly HoldCode[] = ['awaiting-approval', 'second-approver'];
