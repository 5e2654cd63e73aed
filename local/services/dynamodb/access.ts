import type { ServiceContext } from '../../gateway/types';
import type { Principal } from '../../iam/types';
import type { KeyUse } from '../kms/key-use';
import type { Access } from './operations/operation';
import type { TableDefinition } from './types';

/** DynamoDB asks KMS again about a caller after five minutes. */
const KEY_CACHE_MS = 5 * 60_000;

/** Decides whether a caller may do what a request needs: IAM on the table, and the table's own KMS key. */
export class TableAccess {
  private readonly keyUse = new Map<string, number>();

  constructor(
    private readonly context: ServiceContext,
    private readonly keys: KeyUse,
  ) {}

  /** @throws AccessDenied when the role's policies, or the key's, say no. */
  authorize(
    principal: Principal,
    accesses: readonly Access[],
    definition: (t: string) => TableDefinition | undefined,
  ) {
    for (const { action, table, leadingKeys } of accesses) {
      this.context.authorizer.authorize({
        principal,
        action: `dynamodb:${action}`,
        resource: table === '*' ? '*' : this.arn(table),
        context: leadingKeys.length > 0 ? { 'dynamodb:LeadingKeys': leadingKeys } : {},
      });
      const key = definition(table)?.SSEDescription?.KMSMasterKeyArn;
      if (key !== undefined && !METADATA.has(action)) this.authorizeKey(principal, key);
    }
  }

  arn(table: string): string {
    return `arn:aws:dynamodb:${this.context.region}:${this.context.account}:table/${table}`;
  }

  private authorizeKey(principal: Principal, key: string): void {
    const pair = `${principal.arn} ${key}`;
    const now = this.context.now().getTime();
    if ((this.keyUse.get(pair) ?? 0) > now) return;
    this.keys.authorizeUse({
      principal,
      keyId: key,
      action: 'kms:Decrypt',
      viaService: `dynamodb.${this.context.region}.amazonaws.com`,
    });
    this.keyUse.set(pair, now + KEY_CACHE_MS);
  }
}

/** These look at the table, not into it. */
const METADATA = new Set(['DescribeTable', 'DescribeTimeToLive', 'ListTables']);
