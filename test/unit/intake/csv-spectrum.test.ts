import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Framer } from '../../../lambdas/domain/intake/framing/framer';

/** The public collection of CSV cases: the cells must be the ones its JSON files say. */
const folder = join(__dirname, '../../../node_modules/csv-spectrum');
const all = readdirSync(join(folder, 'csvs')).map((file) => file.replace('.csv', ''));
/** Its one case of a bare quote inside an unquoted cell: a person decides on such a line here. */
const STRAY = 'location_coordinates';
const names = all.filter((name) => name !== STRAY);

function cellsOf(bytes: Buffer): string[][] {
  const rows: string[][] = [];
  const framer = new Framer(
    { delimiter: ',', width: 1_000, emailColumn: -1, line: 1 },
    {
      settle: () => {},
      blank: () => {},
      plain: ({ bytes: all, start, end }) =>
        void rows.push(
          all
            .toString('utf8', start, end)
            .split(',')
            .map((cell) => cell.trim()),
        ),
      quoted: (cells) => void rows.push(cells.map((cell) => cell.trim())),
      quarantine: (code) => {
        throw new Error(code);
      },
    },
  );
  framer.push(bytes);
  framer.end();
  return rows;
}

test.each(names)('%s', (name) => {
  const [header = [], ...rows] = cellsOf(readFileSync(join(folder, 'csvs', `${name}.csv`)));
  const expected: Record<string, string>[] = JSON.parse(
    readFileSync(join(folder, 'json', `${name}.json`), 'utf8'),
  );
  const objects = rows.map((cells) =>
    Object.fromEntries(header.map((column, index) => [column, cells[index]])),
  );
  const trimmed = expected.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column.trim(), cell.trim()])),
  );
  expect(objects.map(unified)).toEqual(trimmed.map(unified));
});

test('a bare quote in an unquoted cell is put aside', () => {
  expect(() => cellsOf(readFileSync(join(folder, 'csvs', `${STRAY}.csv`)))).toThrow('stray-quote');
});

/** The collection itself writes some line breaks in cells as CRLF and expects LF. */
const unified = (row: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, cell?.replaceAll('\r\n', '\n')]));
