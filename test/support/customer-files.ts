import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { incidentRecord } from './sending-records';

export interface Row {
  company: string;
  group: string;
  admin: string;
}

/** `count` admins of one company each: `admin-<n>@customer-<n>.example`, n counted from `from`. */
export const rows = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, at) => {
    const n = from + at;
    return { company: `Customer ${n}`, group: `group-${n}`, admin: `admin-${n}@customer-${n}.example` };
  });

export const csv = (content: Row[]) =>
  [
    'company,group,email',
    ...content.map(({ company, group, admin }) => `${company},${group},${admin}`),
    '',
  ].join('\n');

/** Writes a customer file and an incident record into a folder. @returns their paths. */
export function writeCase(folder: string, content: Row[], incident = 'test-leak') {
  return {
    file: writeCsv(folder, 'customers.csv', content),
    incident: writeRecord(folder, { incident }),
  };
}

export function writeCsv(folder: string, name: string, content: Row[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, csv(content));
  return file;
}

/** @param change of a complete record. */
export function writeRecord(folder: string, change: Record<string, unknown>): string {
  const file = path.join(folder, 'incident.json');
  writeFileSync(file, JSON.stringify(incidentRecord(change)));
  return file;
}
