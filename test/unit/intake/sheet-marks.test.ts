import { Refusal } from '../../../lambdas/domain/quarantine-codes';
import { readObject } from './support/read-object';
import { zipped } from './support/zip';

const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (number: number | string, ...cells: string[]) => {
  const inner = cells.map((value, at) => (value ? text(`${'ABCDEF'[at]}${number}`, value) : ''));
  return `<row r="${number}">${inner.join('')}</row>`;
};
const HEAD = row(1, 'Company', 'Group', 'E-Mail');

interface Part {
  rows: string[];
  behind?: string;
  relations?: string;
  comments?: string;
}

async function read({ rows, behind = '', relations = '', comments }: Part) {
  const content = await zipped({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet xmlns:r="r"><sheetData>${HEAD}${rows.join('')}</sheetData>${behind}</worksheet>`,
    'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships>${relations}</Relationships>`,
    ...(comments && { 'xl/comments1.xml': comments }),
  });
  const { files, items } = await readObject(content);
  const told = items.flatMap(({ address, company, group }) => (address ? [[company, group, address]] : []));
  const aside = items.flatMap(({ code, line, text: said }) => (code ? [[line, code, said]] : []));
  return { told, aside, repairs: files[0]?.repairs, lines: files[0]?.lines };
}
const linkTo = (id: string, target: string) =>
  `<Relationship Id="${id}" Type="http://x/hyperlink" Target="${target}" TargetMode="External"/>`;

test('a merged cell stands in each of its rows', async () => {
  const { told, repairs } = await read({
    rows: [
      row(2, 'Acme', 'Ops', 'a@example.com'),
      row(3, '', 'Lab', 'b@example.com'),
      row(4, '', 'Sec'),
      row(5, 'Beta', 'Ops', 'c@example.com'),
    ],
    behind:
      '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="C3:C4"/><mergeCell ref="A1:B1"/></mergeCells>',
  });
  expect(told).toEqual([
    ['Acme', 'Ops', 'a@example.com'],
    ['Acme', 'Lab', 'b@example.com'],
    ['Acme', 'Sec', 'b@example.com'],
    ['Beta', 'Ops', 'c@example.com'],
  ]);
  expect(repairs).toEqual([3, 4, 4].map((line) => ({ line, code: 'merged-cell' })));
});

test('a name that links to an address is read; an address that links to another one is put aside', async () => {
  const { told, aside, repairs } = await read({
    rows: [
      row(2, 'Acme', 'Ops', 'Al'),
      row(3, 'Beta', 'Ops', 'b@example.com'),
      row(4, 'Gamma', 'Ops', 'c@example.com'),
    ],
    behind:
      '<hyperlinks><hyperlink ref="C2" r:id="x1"/><hyperlink ref="C3" r:id="x2"/><hyperlink ref="C4" r:id="x3"/><hyperlink ref="A4" r:id="x4"/></hyperlinks>',
    relations:
      linkTo('x1', 'mailto:a@example.com?subject=Hello%20there') +
      linkTo('x2', 'mailto:B@example.com') +
      linkTo('x3', 'mailto:old@example.com') +
      linkTo('x4', 'https://example.com'),
  });
  expect(told).toEqual([
    ['Acme', 'Ops', 'a@example.com'],
    ['Beta', 'Ops', 'b@example.com'],
    ['Gamma', 'Ops', 'c@example.com'],
  ]);
  expect(aside).toEqual([[4, 'address-outside-column', expect.stringContaining('old@example.com')]]);
  expect(repairs).toEqual([{ line: 2, code: 'linked-address' }]);
});

test('HYPERLINK() leads to an address, too', async () => {
  const cell = '<c r="C2" t="str"><f>HYPERLINK("mailto:a@example.com","Al")</f><v>Al</v></c>';
  const { told } = await read({
    rows: [
      `<row r="2">${text('A2', 'Acme')}${text('B2', 'Ops')}${cell}</row>`,
      row(3, 'Beta', 'Lab', 'b@example.com'),
    ],
  });
  expect(told).toContainEqual(['Acme', 'Ops', 'a@example.com']);
});

test('an address in a comment is put aside with its row', async () => {
  const { told, aside } = await read({
    rows: [row(2, 'Acme', 'Ops', 'a@example.com'), row(3, 'Beta', 'Ops', 'b@example.com')],
    relations: '<Relationship Id="c" Type="http://x/comments" Target="../comments1.xml"/>',
    comments:
      '<comments><commentList><comment ref="A2"><text><r><t>ask </t></r><r><t>al@example.org</t></r></text></comment><comment ref="B3"><text><t>fine</t></text></comment></commentList></comments>',
  });
  expect(told).toHaveLength(2);
  expect(aside).toEqual([[2, 'address-outside-column', expect.stringContaining('al@example.org')]]);
});

test('characters that XML cannot hold', async () => {
  const { told } = await read({ rows: [row(2, 'Acme', 'Ops', 'a@example.com_x000D_\nb@example.com')] });
  expect(told).toHaveLength(2);
});

test.each(['99999999999', 'x', '-1', '1.5', '1'])(
  'a row that says it is number %s is the next one',
  async (number) => {
    const { told, lines } = await read({
      rows: [
        `<row r="${number}">${text('A2', 'Acme')}${text('B2', 'Ops')}${text('C2', 'a@example.com')}</row>`,
      ],
    });
    expect(told).toHaveLength(1);
    expect(lines).toEqual({ total: 2, header: 1, record: 1, blank: 0, quarantined: 0 });
  },
);

test.each(['<unclosed>', '&undefined;', '</sheetData>'])(
  'a sheet that is no XML is refused: %s',
  async (fault) => {
    await expect(read({ rows: [row(2, 'A', 'B', 'a@example.com')], behind: fault })).rejects.toEqual(
      new Refusal('archive-damaged'),
    );
  },
);
