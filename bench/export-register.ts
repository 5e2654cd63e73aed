import { Readable } from 'node:stream';
import { marshall } from '@aws-sdk/util-dynamodb';
import { shardOf } from '../lambdas/domain/ids';
import type { Service, ServiceRequest } from '../local/gateway/types';
import { jsonResponse, readJson, targetOperation } from '../local/services/json-protocol';
import { itemsOfPerson, personOf, SHARD_BITS } from '../test/support/export-fixture';
import { sesEvent } from '../test/support/ses-events';

/** Items of about 300 people: what DynamoDB puts into a page of 1 MB. */
const PAGE = 300;
/** SES tells all headers of the mail in each event. */
const HEADERS = Array.from({ length: 14 }, (_, i) => ({ name: `X-Header-${i}`, value: 'v'.repeat(60) }));

/**
 * A register whose recipients and events are made when they are asked for, so that a million people take no room; all
 * else is kept by the embedded DynamoDB that it stands in front of.
 */
export class StreamedRegister implements Service {
  readonly name = 'dynamodb';
  private readonly shards: { rid: string; i: number }[][] = Array.from({ length: 2 ** SHARD_BITS }, () => []);

  constructor(
    private readonly behind: Service,
    people: number,
  ) {
    for (let i = 0; i < people; i++) {
      const { rid } = personOf(i);
      this.shards[shardOf(rid, SHARD_BITS)]?.push({ rid, i });
    }
    for (const shard of this.shards) shard.sort((a, b) => (a.rid < b.rid ? -1 : 1));
  }

  async handle(request: ServiceRequest) {
    if (targetOperation(request) !== 'Query') return this.behind.handle(request);
    const query = await readJson(request.body);
    const values = query.ExpressionAttributeValues as Record<string, { S: string }>;
    const pk = values[':pk']!.S;
    const [, shard] = /#[RE](\d+)$/.exec(pk) ?? [];
    if (!shard) return this.behind.handle({ ...request, body: Readable.from([JSON.stringify(query)]) });
    const from = Number((query.ExclusiveStartKey as { sk: { S: string } } | undefined)?.sk.S ?? 0);
    return jsonResponse(200, this.page(pk, Number(shard), from), 'application/x-amz-json-1.0');
  }

  failure(error: unknown, request: ServiceRequest) {
    return this.behind.failure(error, request);
  }

  close() {
    return this.behind.close();
  }

  private page(pk: string, shard: number, from: number): string {
    const people = this.shards[shard] ?? [];
    const items = people.slice(from, from + PAGE).flatMap(({ i }) => {
      const own = itemsOfPerson(i).filter((item) => item.pk === pk);
      return own.sort((a, b) => (a.sk < b.sk ? -1 : 1)).map((item) => marshall(withEvent(item), MARSHALL));
    });
    const more = from + PAGE < people.length;
    return JSON.stringify({
      Items: items,
      Count: items.length,
      ScannedCount: items.length,
      ...(more && { LastEvaluatedKey: { pk: { S: pk }, sk: { S: String(from + PAGE) } } }),
    });
  }
}

const MARSHALL = { removeUndefinedValues: true };

/** An event with a raw text as long as SES's own: 2 KB. */
function withEvent(item: { pk: string; sk: string; raw?: string; type?: string; rid?: string; at?: string }) {
  if (!item.raw) return item;
  const raw = JSON.parse(sesEvent(item.type ?? '', { rid: item.rid ?? '', at: item.at }));
  return { ...item, raw: JSON.stringify({ ...raw, mail: { ...raw.mail, headers: HEADERS } }) };
}
