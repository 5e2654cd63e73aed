/** An error with a service's wire code. Services turn it into their own XML or JSON. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** `Sender` or `Receiver`, for Query XML. */
    readonly fault: 'Sender' | 'Receiver' = 'Sender',
    /** Extra members of a JSON error body, e.g. DynamoDB's `Item`. */
    readonly extra: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** 403; each service renames the code as AWS does (S3 `AccessDenied`, JSON `AccessDeniedException`). */
export class AccessDenied extends ServiceError {
  constructor(principal: string, action: string, resource: string, because: string) {
    super(
      'AccessDenied',
      `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
      403,
    );
  }
}

/** What the embedded AWS does not offer says so; it never answers 200 and does nothing. */
export class NotImplemented extends ServiceError {
  constructor(what: string) {
    super('NotImplemented', `${what} is not offered by the embedded AWS`, 501, 'Receiver');
  }
}
