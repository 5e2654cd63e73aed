import type * as z from 'zod';

/**
 * Reads the environment once, in a Lambda's index.ts, into a typed object.
 *
 * @throws Error naming every missing or malformed variable (never its value): a wiring bug, so it throws.
 */
export function loadEnv<Schema extends z.ZodType>(
  schema: Schema,
  source: NodeJS.ProcessEnv,
): z.infer<Schema> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
  throw new Error(`environment: ${names.join(', ')}`);
}
