import { type AttemptContext, type Prepared, refuseUnsent } from './attempt';
import { isPlainAddress } from './notice/mime';
import type { Notice, NoticeRequest } from './notice/render';
import type { DueRecipient } from './walk';

export type Render = (request: NoticeRequest, now: Date) => Notice;

/**
 * Everything that can be done before the pace slot: finds out whether mail can reach the recipient at all, and
 * renders. Who cannot be reached is settled here and now, for the second route.
 */
export async function prepare(
  context: AttemptContext,
  render: Render,
  due: DueRecipient,
): Promise<Prepared | undefined> {
  const rejection = await unreachable(context, due);
  if (rejection) {
    await refuseUnsent(context, due, rejection);
    return undefined;
  }
  return { due, notice: render(due, context.sender.clock.now()) };
}

async function unreachable(context: AttemptContext, due: DueRecipient): Promise<string | undefined> {
  const { sender } = context;
  const [exposure] = due.exposures;
  if (!exposure || !isPlainAddress(exposure.address)) return 'address-not-sendable';
  // What was sent once can be sent again; a domain is not asked about twice.
  if (due.previous) return undefined;
  const domain = exposure.address.slice(exposure.address.lastIndexOf('@') + 1);
  if (await sender.takesMail(domain)) return undefined;
  // A resolver that does not know the domain we send from either knows nothing: SES will find out.
  const own = context.source.slice(context.source.lastIndexOf('@') + 1);
  return (await sender.takesMail(own)) ? 'domain-takes-no-mail' : undefined;
}
