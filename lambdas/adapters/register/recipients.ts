import type { Recipient } from '../../domain/sending/recipient';
import type { DecisionItem, ExposureItem, NoticeItem } from './items';
import { recipientItemKind } from './keys';

export type RegisterRecipient = Recipient<ExposureItem, DecisionItem, NoticeItem>;

/**
 * Merges the items of one shard, in sort-key order, into recipients: the run of neighbouring items with one rid.
 * Memory holds one recipient at a time, however long the shard is. Decisions and notices come before exposures.
 *
 * @param items a query over `recipientsPk(incident, shard)`, from any recipient's first item on.
 */
export async function* walkRecipients(
  items: AsyncIterable<{ pk: string; sk: string }>,
): AsyncGenerator<RegisterRecipient> {
  let current: RegisterRecipient | undefined;
  for await (const item of items) {
    const { rid, kind } = recipientItemKind(item.sk);
    if (current?.rid !== rid) {
      if (current) yield current;
      current = { rid, exposures: [], decisions: [], notices: [] };
    }
    if (kind === 'X') current.exposures.push(item as ExposureItem);
    else if (kind === 'N') current.notices.push(item as NoticeItem);
    else if (kind === 'D') current.decisions.push(item as DecisionItem);
    else throw new Error(`unknown kind of item in a recipient shard: '${kind}'`);
  }
  if (current) yield current;
}
