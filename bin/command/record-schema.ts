import { dirname, join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { IncidentFile } from '../../lambdas/domain/incident-record';
import { GUIDES } from './record-guide';

type Schema = z.core.JSONSchema.BaseSchema;

/** Where it is published; `npx tsx bin/command/write-record-schema.ts` writes it anew and a test compares. */
export const SCHEMA_FILE = join(__dirname, '../../docs/incident.schema.json');

/** The schema as a record names it that lies in `file`. */
export const schemaSeenFrom = (file: string) => relative(dirname(resolve(file)), SCHEMA_FILE);

/** The JSON Schema (draft 7, which editors know best) of an incident record, each field with the template's words. */
export function recordSchema(): Schema {
  const schema = z.toJSONSchema(IncidentFile, { io: 'input', target: 'draft-7' }) as Schema;
  schema.title = 'breach-notify: incident record';
  for (const { path, about } of GUIDES) {
    for (const field of fieldsAt(schema, path.split('.'))) field.description = about;
  }
  return schema;
}

export const recordSchemaText = () => `${JSON.stringify(recordSchema(), null, 2)}\n`;

/** `*` is every language. */
function fieldsAt(schema: Schema, [name, ...rest]: string[]): Schema[] {
  if (name === undefined) return [schema];
  const { properties = {}, additionalProperties } = schema;
  const below = name === '*' ? [...Object.values(properties), additionalProperties] : [properties[name]];
  return below.flatMap((one) => (typeof one === 'object' ? fieldsAt(one as Schema, rest) : []));
}
