import { AccessDenied } from '../gateway/errors';
import { compileDocument } from './compile';
import { contextOf } from './context';
import { evaluate, refusal } from './evaluate';
import { GrantBook } from './grants';
import type { AccessRequest, Authorizer, Principal } from './types';

/** Decides calls by the synthesized policies, and remembers which grants were of use. */
export class PolicyAuthorizer implements Authorizer {
  private readonly books = new Map<Principal, GrantBook>();
  private tellRefused: (denied: AccessDenied) => void = () => {};
  /** The first call that a role (so a Lambda) was denied: a grant is missing from the template. */
  readonly refused = new Promise<AccessDenied>((resolve) => {
    this.tellRefused = resolve;
  });

  constructor(private readonly now: () => Date) {}

  authorize(request: AccessRequest): void {
    const { principal, action, resource, resourcePolicy } = request;
    const question = { principal, action, resource, context: contextOf(request, this.now()) };
    const book = this.book(principal);
    const identity = evaluate(book?.about(action) ?? [], question);
    const attached = resourcePolicy && evaluate(compileDocument(resourcePolicy), question);
    const because = refusal(identity, attached, action, request.resourcePolicyMustAllow === true);
    if (because) {
      const denied = new AccessDenied(principal.arn, action, resource, because);
      if (principal.type === 'role') this.tellRefused(denied);
      throw denied;
    }
    for (const statement of identity.allowedBy) book?.use(statement, action);
  }

  /** Grants of `principals` that no call has used since boot. */
  unusedGrants(principals: Iterable<Principal>): { role: string; statement: string }[] {
    return [...principals].flatMap((principal) =>
      (this.book(principal)?.unused() ?? []).map((statement) => ({ role: principal.arn, statement })),
    );
  }

  /** A service or nobody has no policies, and a fresh object each time. */
  private book(principal: Principal): GrantBook | undefined {
    if (principal.type === 'service' || principal.type === 'anonymous') return undefined;
    let book = this.books.get(principal);
    if (!book) {
      book = new GrantBook(principal);
      this.books.set(principal, book);
    }
    return book;
  }
}
