import { HIDDEN, NameGuard } from '../../../lambdas/domain/evidence/name-guard';
import type { Person } from '../../../lambdas/domain/evidence/person';

/** What becomes of a text when the file has one company of this name. */
function cleaned(company: string, text: string): string {
  const guard = new NameGuard([text]);
  guard.look({ exposures: [{ company, group: '' }] } as unknown as Person);
  return guard.clean(text);
}

test.each([
  ['as written', 'Acme Corp', 'We told Acme Corp first.'],
  ['in other case', 'Acme Corp', 'We told ACME corp first.'],
  ['over a line break', 'Acme Corp', 'We told Acme\n  Corp first.'],
  ['with spaces that the file has too many of', ' Acme  Corp ', 'We told Acme Corp first.'],
  ['in another form of Unicode', 'Mu\u0308ller', 'We told M\u00fcller first.'],
  ['with a letter whose small form is two', 'İstanbul', 'We told İSTANBUL first.'],
  ['of three ideographs', '示例社', 'We told 示例社 first.'],
  ['with signs that mean something to a pattern', 'A+B (C)*', 'We told A+B (C)* first.'],
])('a name goes %s', (_, company, text) => {
  expect(cleaned(company, text)).toBe(`We told ${HIDDEN} first.`);
});

test('addresses go whether or not the file has them; short names stay, being parts of words', () => {
  expect(cleaned('Form', 'Forms came from x@corp.example, says <a.b@c.test>.')).toBe(
    'Forms came from [address withheld], says <[address withheld]>.',
  );
});

test('the longest name goes first, so that nothing of it is left', () => {
  const text = 'Acme Corporation Europe';
  const guard = new NameGuard([text]);
  for (const company of ['Acme Corporation', 'Acme Corporation Europe'])
    guard.look({ exposures: [{ company, group: '' }] } as unknown as Person);
  expect(guard.clean(text)).toBe(HIDDEN);
});
