import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readObject } from './support/read-object';

const folder = join(__dirname, '../../corpus');
const names = readdirSync(folder).filter((name) => !/^\.|\.(?:json|md)$/.test(name));

interface Expected {
  encoding: string;
  delimiter: string;
  lines: object;
  quarantine: [number, number, string][];
  addresses: string[];
}

test.each(names)('%s', async (name) => {
  const expected: Expected = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const { files, addresses } = await readObject(readFileSync(join(folder, name)));
  const [file] = files;
  expect({
    encoding: file?.encoding,
    delimiter: file?.delimiter,
    lines: file?.lines,
    quarantine: file?.quarantine.map(({ line, lineTo, code }) => [line, lineTo, code]),
    addresses,
  }).toEqual(expected);
});
