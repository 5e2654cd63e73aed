import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { askRecord, faultAt } from '../../../bin/command/ask-record';
import { newRecord } from '../../../bin/command/incident-new';
import { plainJson, readRecord } from '../../../bin/command/read-record';
import { GUIDES } from '../../../bin/command/record-guide';
import { type Draft, getAt, setAt, templateOf } from '../../../bin/command/record-template';
import { IncidentRecord, parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { incidentRecord } from '../../support/records';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const parse = (text: string) => JSON.parse(plainJson(text));

describe('comments in JSON', () => {
  test('are taken out, with the comma after a last element, and nothing inside a string', () => {
    const text = `{
      // a comment with "quotes" and { brackets
      "url": "https://example.com/a//b", /* block
      of two lines */ "text": "say \\"//no\\" , ]",
      "list": [1, 2, /* last */ ], // the end
    }`;
    expect(parse(text)).toEqual({
      url: 'https://example.com/a//b',
      text: 'say "//no" , ]',
      list: [1, 2],
    });
  });

  test('a fault is reported at its own line', async () => {
    const file = join(folder, 'x.json');
    writeFileSync(file, '{\n  // fine\n  "a": 1 /* fine */,\n  "b" 2\n}\n');
    expect(plainJson(readFileSync(file, 'utf8')).split('\n')).toHaveLength(6);
    await expect(readRecord(file)).rejects.toThrow(/x\.json: it is not JSON/);
  });

  test('a record is refused with each field that does not fit, in one line', async () => {
    const file = join(folder, 'x.json');
    writeFileSync(file, '\ufeff{ "incident": "NO", "titel": "x" }');
    await expect(readRecord(file)).rejects.toThrow(/x\.json: incident: must be 3 to 63.*titel/);
  });
});

/** Fields of the schema as the guide names them: groups that the guide explains as a whole are one field. */
function fieldsOf(schema: z.core.JSONSchema.BaseSchema, path = ''): string[] {
  if (path === 'notice.texts')
    return fieldsOf((schema.properties?.en ?? schema.additionalProperties) as never, 'notice.texts.*');
  if (path !== '' && GUIDES.some((guide) => guide.path === path)) return [path];
  const { properties } = schema;
  if (!properties) return [path];
  return Object.entries(properties).flatMap(([name, below]) =>
    fieldsOf(below as z.core.JSONSchema.BaseSchema, path === '' ? name : `${path}.${name}`),
  );
}

describe('the template', () => {
  test('explains every field of the schema, and no other', () => {
    const schema = z.toJSONSchema(IncidentRecord, { io: 'input' });
    expect(GUIDES.map(({ path }) => path).sort()).toEqual(fieldsOf(schema).sort());
  });

  test('as it is written it cannot be sent: every gap is named, no example stands in for a word of yours', () => {
    const parsed = parseIncidentRecord(parse(templateOf({})));
    const faults = 'faults' in parsed ? parsed.faults.map((fault) => fault.split(':')[0]) : [];
    const needed = GUIDES.filter(({ ask, fallback }) => ask !== undefined && fallback === undefined);
    expect(faults.sort()).toEqual(needed.map(({ path }) => path.replace('*', 'en')).sort());
  });

  test('with every comment taken out that it offers, its examples fit the schema', () => {
    const filled = GUIDES.reduce<Draft>(
      (draft, { path, example }) => setAt(draft, path.replace('*', 'en'), example),
      {},
    );
    expect(parseIncidentRecord(filled)).toHaveProperty('record');
    let text = templateOf({});
    // What stands behind `//` is either a sentence or a line of JSON; only the latter begins so.
    for (let level = 0; level < 4; level++)
      text = text.replace(/^(\s*)\/\/ (\s*(?:\/\/|["{}[\]]|[\d]))/gm, '$1$2');
    const parsed = parseIncidentRecord(parse(text));
    const faults = 'faults' in parsed ? parsed.faults : [];
    expect(faults.filter((fault) => /has no field named/.test(fault))).toEqual([]);
    expect(getAt(parse(text), 'risk.level')).toBe('risk');
    expect(getAt(parse(text), 'intake.columns.email')).toBe(3);
  });

  test('keeps what is known, in every language there is, and reads back the same', () => {
    const texts = incidentRecord().notice.texts.en;
    const known = incidentRecord({
      notice: { defaultLanguage: 'de', texts: { de: texts, 'zh-Hant': texts } },
      contracts: [{ name: 'Agreement "A"', hours: 24 }],
    });
    const again = parse(templateOf(known as Draft));
    expect(parseIncidentRecord(again)).toEqual(
      parseIncidentRecord({ ...known, policy: { approval: 'one' } }),
    );
  });
});

describe('questions on a terminal', () => {
  /** Answers in order; the questions are kept. */
  function terminal(answers: string[]) {
    const asked: string[] = [];
    const said: string[] = [];
    return {
      asked,
      said,
      ask: async (question: string) => {
        asked.push(question);
        const answer = answers.shift();
        if (answer === undefined) throw new Error(`no answer to ${question}`);
        return answer;
      },
      say: (line: string) => void said.push(line),
    };
  }

  const complete = [
    'list-2026',
    'A list on a public site',
    'Example Ltd',
    '2026-06-29T14:05:00Z',
    '2026-06-29T14:50:00Z',
    'A customer called.',
    'Example Security',
    'notice@example.com',
    'help@example.com',
    'https://www.example.com/check',
    'de',
    'Eine Liste wurde hochgeladen.',
    'Namen und Adressen.',
    'Jemand könnte Ihnen schreiben.',
    'Wir haben sie entfernt.',
    'Seien Sie vorsichtig.',
    'Sagen Sie es weiter.',
    '',
    'two',
  ];

  test('lead to a complete record, in the language that was chosen', async () => {
    const draft = await askRecord({}, terminal([...complete]));
    const parsed = parseIncidentRecord(parse(templateOf(draft)));
    expect(parsed).toMatchObject({
      record: {
        incident: 'list-2026',
        policy: { approval: 'two' },
        notice: {
          defaultLanguage: 'de',
          texts: { de: { whatYouCanDo: ['Seien Sie vorsichtig.', 'Sagen Sie es weiter.'] } },
        },
      },
    });
  });

  test('an answer that does not fit is asked for again, with the schema’s own words', async () => {
    const talk = terminal(['Not An Id', 'x', ...complete]);
    await askRecord({}, talk);
    const words = faultAt({ incident: 'x' }, 'incident');
    expect(words).toMatch(/3 to 63/);
    expect(talk.said.filter((line) => line.includes(words!))).toHaveLength(2);
    expect(talk.asked.filter((question) => question.startsWith('Id of the incident'))).toHaveLength(3);
  });

  test('only what is missing is asked for', async () => {
    const talk = terminal(['notice@example.com', '', '']);
    const known = incidentRecord();
    const draft = await askRecord({ ...known, sender: { ...known.sender, address: 'no address' } }, talk);
    expect(talk.asked).toEqual([
      'Mails come from (address): ',
      'Language of the notice: en, de, nl or zh-Hant [en]: ',
      'Approval before mails start: automatic, one or two [one]: ',
    ]);
    expect(getAt(draft, 'sender.address')).toBe('notice@example.com');
  });

  test('an empty answer leaves a gap that the record then names', async () => {
    const answers = [...complete];
    answers[2] = '';
    const draft = await askRecord({}, terminal(answers));
    expect(parseIncidentRecord(parse(templateOf(draft)))).toEqual({
      faults: [expect.stringMatching(/^controller\.name: /)],
    });
  });
});

test('incident new never writes over a file that is there', async () => {
  const file = join(folder, 'incident.json');
  writeFileSync(file, '{ "mine": true }');
  await expect(newRecord(file, {})).rejects.toThrow('it is there already');
  expect(readFileSync(file, 'utf8')).toBe('{ "mine": true }');
});
