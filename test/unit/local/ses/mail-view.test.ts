import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailView } from '../../../../local/services/ses/mail-view';

let folder: string;
let store: string;
let shown: string;
const said: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mail-view-'));
  store = join(folder, 'store');
  shown = join(folder, 'out', 'mail');
  mkdirSync(store);
  said.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keep = (id: string) => writeFileSync(join(store, `${id}.eml`), `mail ${id}`);
const open = () => {
  const view = new MailView(store, shown, (text) => said.push(text));
  view.open();
  return view;
};

test('it shows what the store holds from before, and each mail as it is accepted', () => {
  keep('one');
  const view = open();
  keep('two');
  view.show('two');
  expect(readdirSync(shown).sort()).toEqual(['one.eml', 'two.eml']);
  expect(statSync(join(shown, 'two.eml')).ino).toBe(statSync(join(store, 'two.eml')).ino);
});

test('mails of another store are taken out; other files stay', () => {
  mkdirSync(shown, { recursive: true });
  writeFileSync(join(shown, 'other.eml'), 'from elsewhere');
  writeFileSync(join(shown, 'notes.txt'), 'mine');
  keep('one');
  open();
  expect(readdirSync(shown).sort()).toEqual(['notes.txt', 'one.eml']);
});

test('a folder that is gone costs the view and never the mail, and is said once', () => {
  const view = open();
  rmSync(shown, { recursive: true });
  for (const id of ['one', 'two']) {
    keep(id);
    view.show(id);
  }
  expect(readdirSync(store)).toHaveLength(2);
  expect(said).toHaveLength(1);
  expect(existsSync(shown)).toBe(false);
  open();
  expect(readdirSync(shown)).toHaveLength(2);
});
