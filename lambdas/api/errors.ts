/** An answer other than 200. `message` is one sentence that says what is wrong and what to do. */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 409 | 410,
    readonly code: string,
    message: string,
    /** One line a fault, for a body that does not fit its schema. */
    readonly faults?: string[],
  ) {
    super(message);
    this.name = 'ApiError';
  }
}
