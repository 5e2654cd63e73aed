/**
 * The person behind a call, as far as AWS vouches for it: an IAM user's ARN, or the role's ARN for an assumed
 * role. A session name is chosen by the caller, so it never counts: one person cannot be two.
 *
 * @example principalOf('arn:aws:sts::1:assumed-role/Approver/alice') // 'arn:aws:iam::1:role/Approver'
 */
export function principalOf(arn: string): string {
  const assumed = /^arn:(aws[\w-]*):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  return assumed ? `arn:${assumed[1]}:iam::${assumed[2]}:role/${assumed[3]}` : arn;
}
