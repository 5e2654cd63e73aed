import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { newRecord } from '../../../bin/command/incident-new';
import { plainJson } from '../../../bin/command/read-record';
import { GUIDES } from '../../../bin/command/record-guide';
import { recordSchema, recordSchemaText, SCHEMA_FILE } from '../../../bin/command/record-schema';
import { parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { incidentRecord } from '../../support/records';

test('the published schema is the one that checks', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(recordSchemaText());
});

test('every field of the guide has its words in the schema', () => {
  const text = JSON.stringify(recordSchema());
  const missing = GUIDES.filter(({ about }) => !text.includes(JSON.stringify(about)));
  expect(missing).toEqual([]);
});

test('it refuses unknown fields and asks for what a notice needs, as the parser does', () => {
  const { required, additionalProperties, properties } = recordSchema();
  expect(additionalProperties).toBe(false);
  expect(required).toEqual(['incident', 'title', 'controller', 'times', 'sender', 'notice']);
  expect(Object.keys(properties ?? {})).toContain('$schema');
});

test('a $schema in a record is taken and not kept: it is no part of what is approved', () => {
  const plain = incidentRecord();
  expect(parseIncidentRecord({ $schema: './incident.schema.json', ...plain })).toEqual(
    parseIncidentRecord(plain),
  );
  expect(parseIncidentRecord({ $schema: 5, ...plain })).toEqual({
    faults: [expect.stringMatching(/^\$schema: /)],
  });
});

test('the template names the schema from wherever it is written', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'schema-')), 'incident.json');
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await newRecord(file, { json: true }).finally(() => write.mockRestore());
  const { $schema } = JSON.parse(plainJson(readFileSync(file, 'utf8')));
  expect(resolve(dirname(file), $schema)).toBe(SCHEMA_FILE);
});
