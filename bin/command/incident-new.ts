import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { parseIncidentRecord } from '../../lambdas/domain/incident-record';
import { lintNotice } from '../../lambdas/domain/notice-lint';
import { counted, plural } from '../../lambdas/domain/plural';
import { askRecord, type Terminal } from './ask-record';
import { Fault, orFault } from './fault';
import { warningLines } from './incident-report';
import { print } from './print';
import { plainJson, readJson } from './read-record';
import { schemaSeenFrom } from './record-schema';
import { type Draft, templateOf } from './record-template';

export interface NewOptions {
  json?: boolean;
}

/**
 * `incident new`: writes a record with every field explained. On a terminal it first asks for what is missing; a file
 * that was begun before is gone on with there, and never written over elsewhere.
 */
export async function newRecord(file: string, options: NewOptions): Promise<void> {
  const asks = process.stdin.isTTY && process.stdout.isTTY && !options.json;
  const exists = existsSync(file);
  if (exists && !asks) throw new Fault(`${file}: it is there already; on a terminal its gaps are asked for.`);
  let draft: Draft = exists ? await draftOf(file) : {};
  if (asks) draft = await askOnTerminal(draft);
  const text = templateOf(draft, schemaSeenFrom(file));
  await orFault(file, () => writeFile(file, text, { flag: exists ? 'w' : 'wx' }));
  const missing = missingOf(JSON.parse(plainJson(text)));
  print(options.json, { file, complete: missing.length === 0, missing }, [
    `${file} is written`,
    ...(missing.length === 0
      ? [
          `it is complete:  npm start -- incident put ${file}   or   npm start -- run FILE.csv --incident ${file}`,
        ]
      : [
          `still missing (edit the file, then npm start -- incident check ${file}):`,
          ...missing.map((one) => `  ${one}`),
        ]),
  ]);
}

/** `incident check`: whether a record would be taken. 0 yes, 2 no. */
export async function checkRecord(file: string, options: NewOptions): Promise<void> {
  const parsed = parseIncidentRecord(await readJson(file));
  const missing = 'faults' in parsed ? parsed.faults : [];
  const warnings = 'record' in parsed ? lintNotice(parsed.record) : [];
  print(options.json, { file, complete: missing.length === 0, missing, warnings }, [
    missing.length === 0
      ? `${file} is complete`
      : `${file}: ${counted(missing.length, 'field')} ${plural(missing.length, 'does', 'do')} not fit`,
    ...missing.map((one) => `  ${one}`),
    ...warningLines({ warnings }),
  ]);
  process.exitCode = missing.length === 0 ? 0 : 2;
}

function missingOf(draft: unknown): string[] {
  const parsed = parseIncidentRecord(draft);
  return 'faults' in parsed ? parsed.faults : [];
}

async function draftOf(file: string): Promise<Draft> {
  const json = await readJson(file);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Fault(`${file}: it is not an incident record.`);
  }
  const unknown = missingOf(json).find((fault) => fault.includes('has no field named'));
  if (unknown) throw new Fault(`${file}: ${unknown}`);
  return json as Draft;
}

async function askOnTerminal(draft: Draft): Promise<Draft> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const gone = new Promise<never>((_, reject) => {
    reader.once('close', () => reject(new Fault('stopped; nothing was written.')));
  });
  gone.catch(() => undefined);
  const terminal: Terminal = {
    ask: (question) => Promise.race([reader.question(question), gone]),
    say: (line) => void process.stdout.write(`${line}\n`),
  };
  terminal.say('An empty answer leaves a field open; everything can be changed in the file later.');
  try {
    return await askRecord(draft, terminal);
  } finally {
    reader.close();
  }
}
