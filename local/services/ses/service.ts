import { NotImplemented, ServiceError } from '../../gateway/errors';
import type { Service, ServiceRequest, ServiceResponse } from '../../gateway/types';
import type { Authorizer } from '../../iam/types';
import type { Counts } from './counts';
import type { Flow } from './flow';
import { type Form, readForm } from './form';
import type { Ledger } from './ledger';
import type { Mailer } from './mailer';
import { OPERATIONS, type OperationParts } from './operations';
import { composeMail, rawMail } from './simple-mail';
import { failure, success } from './xml';

interface Parts extends OperationParts {
  authorizer: Authorizer;
  mailer: Mailer;
  flow: Flow;
  ledger: Ledger;
  counts: Counts;
}

/** The Query protocol in front of it all: one operation a request. */
export class QueryService implements Service {
  readonly name = 'ses';

  constructor(private readonly parts: Parts) {}

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    const form = await readForm(request.body);
    const action = form.get('Action') ?? '';
    if (action === 'SendRawEmail') return this.send(request, action, form);
    if (action === 'SendEmail') return this.send(request, action, form);
    const operation = OPERATIONS[action];
    if (!operation) throw new NotImplemented(`SES operation ${action.slice(0, 64) || '(none)'}`);
    this.parts.authorizer.authorize({ principal: request.principal, action: `ses:${action}`, resource: '*' });
    return success(action, request.id, operation(form, this.parts));
  }

  failure(error: unknown, request: ServiceRequest): ServiceResponse {
    return failure(error, request.id);
  }

  async close(): Promise<void> {
    this.parts.mailer.close();
    await this.parts.flow.close();
    await this.parts.ledger.close();
  }

  private async send(request: ServiceRequest, action: string, form: Form): Promise<ServiceResponse> {
    const { counts, mailer } = this.parts;
    counts.calls += 1;
    try {
      const mail = action === 'SendEmail' ? await composeMail(form) : rawMail(form);
      return await mailer.send(action, request.principal, request.id, mail);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'Throttling') counts.throttled += 1;
      else counts.refused += 1;
      throw error;
    }
  }
}
