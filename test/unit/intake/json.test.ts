import iconv from 'iconv-lite';
import { jsonRows } from '../../../lambdas/domain/intake/readers/json-rows';
import { Refusal } from '../../../lambdas/domain/quarantine-codes';
import { readObject } from './support/read-object';

const row = (number: number) => ({
  company: `Acme ${number}`,
  group: 'Ops',
  email: `x${number}@example.com`,
});
const many = (count: number) => Array.from({ length: count }, (_, number) => row(number));
const told = (count: number) => many(count).map(({ email }) => email);
const lines = (objects: object[], end = '') => objects.map((one) => JSON.stringify(one) + end).join('\n');
const read = (text: string | Buffer) => readObject(Buffer.from(text));

test.each([
  ['in a list', '[{"email":"a@example.com"}},{"email":"b@example.com"}]'],
  ['in a list within an object', '{"x":[{"email":"a@example.com"}}},{"email":"b@example.com"}],"y":{}'],
])('a closing bracket too many %s is put aside, and reading goes on', async (_, text) => {
  const { addresses, items } = await read(text);
  const found = [...addresses, ...items.map((item) => item.text)].join('\n');
  expect(found).toContain('a@example.com');
  expect(addresses).toContain('b@example.com');
});

describe('however the objects are put together', () => {
  test.each([
    ['under a key', JSON.stringify({ customers: many(3) })],
    [
      'under a key, pretty',
      JSON.stringify({ exported: '2023-06-29', total: 3, customers: many(3) }, null, 2),
    ],
    ['deep down', JSON.stringify({ data: { page: 1, items: many(3) }, more: false })],
    ['in two lists', JSON.stringify({ eu: many(1), us: [row(1), row(2)] })],
    ['each with a comma on its line', lines(many(3), ',')],
    [
      'one behind the other',
      many(3)
        .map((one) => JSON.stringify(one))
        .join(''),
    ],
    [
      'one behind the other, pretty',
      many(3)
        .map((one) => JSON.stringify(one, null, 2))
        .join('\n'),
    ],
    [
      'of Elasticsearch',
      JSON.stringify({ hits: { hits: many(3).map((one) => ({ _id: 1, _source: one })) } }),
    ],
    [
      'of OData',
      JSON.stringify({
        '@odata.context': 'https://example.org/$metadata#users',
        'value@odata.count': 3,
        value: many(3).map((one, id) => ({ '@odata.etag': `W/${id}`, ...one })),
      }),
    ],
    [
      'of a log store',
      lines(many(3).map((one) => ({ '@timestamp': '2023-06-29', '@version': '1', ...one }))),
    ],
    [
      'of pandas',
      JSON.stringify(
        Object.fromEntries(
          (['company', 'group', 'email'] as const).map((name) => [
            name,
            Object.fromEntries(many(3).map((one, index) => [index, one[name]])),
          ]),
        ),
      ),
    ],
    [
      'with what Python writes for no number',
      lines(many(3)).replaceAll('}', ',"score":NaN,"rest":-Infinity}'),
    ],
    ['with a comma behind the last value', `[${lines(many(3)).replaceAll('}', ',},')}]`],
    ['in UTF-16', iconv.encode(JSON.stringify(many(3)), 'utf-16le', { addBOM: true })],
  ])('%s', async (_, text) => {
    const { files, addresses, items } = await read(text);
    expect(addresses).toEqual(told(3));
    expect(items[2]).toMatchObject({ company: 'Acme 2', group: 'Ops' });
    expect(files[0]?.lines).toEqual({ total: 3, header: 0, record: 3, blank: 0, quarantined: 0 });
  });

  test('one large object around everything is read in pieces', async () => {
    const { files, addresses } = await read(
      JSON.stringify({ total: 1, customers: many(20_000), after: [1, '[{'] }),
    );
    expect(addresses).toEqual(told(20_000));
    expect(files[0]?.lines).toMatchObject({ total: 20_000, record: 20_000 });
  });

  test('names that only describe say nothing of a person, however large the file', async () => {
    const { files, addresses } = await read(
      JSON.stringify({ '@odata.context': 'x', 'value@odata.count': 1, value: many(20_000), '@more': 'y' }),
    );
    expect(addresses).toEqual(told(20_000));
    expect(files[0]?.quarantine).toEqual([]);
  });

  test('cut off: what is whole is told, the rest is put aside', async () => {
    const text = JSON.stringify({ customers: many(3) });
    const { files, addresses, items } = await read(text.slice(0, -4));
    expect(addresses).toEqual(told(2));
    expect(files[0]?.quarantine).toMatchObject([{ line: 3, lineTo: 3, code: 'unclosed-json' }]);
    expect(items.find(({ code }) => code)?.text).toContain('x2@example.com');
  });

  test('a first line that is damaged costs itself', async () => {
    const { addresses, files } = await read(`{"company":"A","email":"a@example.com"\n${lines(many(3))}`);
    expect(addresses).toEqual(told(3));
    expect(files[0]?.quarantine).toMatchObject([{ line: 1, lineTo: 1, code: 'bad-json' }]);
  });

  test('whoever stands around the lists is put aside', async () => {
    for (const count of [3, 20_000]) {
      const { addresses, files } = await read(
        JSON.stringify({ exportedBy: 'boss@example.org', customers: many(count) }),
      );
      expect(addresses).toEqual(told(count));
      expect(files[0]?.quarantine).toMatchObject([{ code: 'address-outside-column' }]);
    }
  });

  test('a list of texts', async () => {
    expect((await read(JSON.stringify(told(3)))).addresses).toEqual(told(3));
  });

  test.each(["[{'company': 'A', 'email': 'a@example.com'}]", '{company: "A", "email": "a@example.com"}'])(
    'what only looks like JSON is refused: %s',
    async (text) => {
      await expect(read(`[${text}`)).rejects.toBeInstanceOf(Refusal);
    },
  );

  test('nesting without end is put aside', async () => {
    const deep = `${'['.repeat(50_000)}"d@example.com"${']'.repeat(50_000)}`;
    const { addresses, files } = await read(`[${JSON.stringify(row(0))},${deep},${JSON.stringify(row(1))}]`);
    expect(addresses).toEqual(told(2));
    expect(files[0]?.quarantine).toMatchObject([{ line: 2, code: 'bad-json' }]);
  });
});

describe('rows of one value', () => {
  test.each([
    [
      'lists of objects take along whose they are',
      {
        id: 7,
        company: 'Acme',
        groups: [
          { name: 'Ops', admins: ['a@x.example', 'b@x.example'] },
          { name: 'Lab', admins: [] },
        ],
      },
      [
        { company: 'Acme', 'groups.name': 'Ops', admins: 'a@x.example; b@x.example' },
        { company: 'Acme', 'groups.name': 'Lab', admins: '' },
      ],
    ],
    [
      'an address beside a list is a row of its own',
      { company: 'Acme', email: 'main@x.example', contacts: [{ email: 'c@x.example' }] },
      [
        { company: 'Acme', email: 'main@x.example' },
        { company: 'Acme', email: 'c@x.example' },
      ],
    ],
    [
      'objects in objects',
      { company: { name: 'Acme' }, admin: { name: 'Al', email: 'a@x.example' } },
      [{ 'company.name': 'Acme', 'admin.name': 'Al', 'admin.email': 'a@x.example' }],
    ],
    [
      'a list for each column',
      { company: ['Acme', 'Beta'], email: ['a@x.example', 'b@x.example'] },
      [
        { company: 'Acme', email: 'a@x.example' },
        { company: 'Beta', email: 'b@x.example' },
      ],
    ],
    [
      'lists of lists',
      {
        columns: ['company', 'email'],
        rows: [
          ['Acme', 'a@x.example'],
          ['Beta', 'b@x.example'],
        ],
      },
      [
        ['Acme', 'a@x.example'],
        ['Beta', 'b@x.example'],
      ],
    ],
    [
      'keys that are companies',
      { Acme: ['a@x.example'], Beta: ['b@x.example', 'c@x.example'] },
      [
        { key: 'Acme', value: 'a@x.example' },
        { key: 'Beta', value: 'b@x.example; c@x.example' },
      ],
    ],
    [
      'keys that are addresses',
      { 'a@x.example': { company: 'Acme' }, 'b@x.example': { company: 'Beta' } },
      [
        { key: 'a@x.example', company: 'Acme' },
        { key: 'b@x.example', company: 'Beta' },
      ],
    ],
  ])('%s', (_, value, rows) => {
    expect(jsonRows(JSON.stringify(value))).toEqual({ rows, aside: [] });
  });

  test('an address around a list that belongs to no company is no row', () => {
    const found = jsonRows(
      JSON.stringify({ by: 'boss@x.example', list: [{ company: 'Acme', admin: 'a@x.example' }] }),
    );
    expect(found).toEqual({
      rows: [{ company: 'Acme', admin: 'a@x.example' }],
      aside: ['{"by":"boss@x.example"}'],
    });
  });

  test('lists with other names are no columns', () => {
    const value = { company: { id: 7, name: 'Acme' }, email: { work: 'a@x.example', home: 'b@x.example' } };
    expect(jsonRows(JSON.stringify(value))?.rows).toHaveLength(1);
  });

  test.each([
    ['a name twice', '{"email":"a@x.example","email":"b@x.example"}'],
    ['an address as a name', '{"a@x.example":1}'],
    ['no JSON', '{"email":"a@x.example"'],
  ])('%s: none', (_, text) => expect(jsonRows(text)).toBeUndefined());
});
