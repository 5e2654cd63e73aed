import type * as z from 'zod';
import { plainWords } from '../domain/plain-words';
import { ApiError } from './errors';

/** @throws ApiError 400 with one line per fault, naming the field. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body ?? {}, { error: plainWords });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ApiError(400, 'invalid-body', `The body does not fit: ${faults.join('; ')}`, faults);
}
