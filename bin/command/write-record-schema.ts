import { writeFileSync } from 'node:fs';
import { recordSchemaText, SCHEMA_FILE } from './record-schema';

/** Writes docs/incident.schema.json: run it after any change to the incident record or to its guide. */
writeFileSync(SCHEMA_FILE, recordSchemaText());
