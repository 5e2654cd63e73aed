import { readAddress } from '../../../lambdas/domain/addresses/address';
import { extractAddresses, holdsAddress } from '../../../lambdas/domain/addresses/extract';

const found = (cell: string) => extractAddresses(cell).usable.map(({ address }) => address);

describe('one address, however it is dressed', () => {
  test.each([
    ['plain', 'bob@example.com', 'bob@example.com'],
    ['case of the local part stays, of the domain goes', 'Bob@EXAMPLE.Com', 'Bob@example.com'],
    ['white space around', '  bob@example.com\t', 'bob@example.com'],
    ['no-break space', '\u00a0bob@example.com\u00a0', 'bob@example.com'],
    ['zero-width inside', 'b\u200bob@exa\u200dmple.com', 'bob@example.com'],
    ['byte order mark', '\ufeffbob@example.com', 'bob@example.com'],
    ['soft hyphen', 'bob@exam\u00adple.com', 'bob@example.com'],
    ['left-to-right mark', '\u200ebob@example.com\u202c', 'bob@example.com'],
    ['full-width', 'ｂｏｂ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'bob@example.com'],
    ['ideographic full stop', 'bob@example。com', 'bob@example.com'],
    ['display name', 'Bob Smith <bob@example.com>', 'bob@example.com'],
    ['quoted display name with a comma', '"Smith, Bob" <bob@example.com>', 'bob@example.com'],
    ['Outlook', 'Outlook Contact <outlook-contact@example.com>', 'outlook-contact@example.com'],
    ['mailto', 'mailto:bob@example.com', 'bob@example.com'],
    ['mailto with a subject', 'MAILTO:bob@example.com?subject=Hello', 'bob@example.com'],
    ['e-mail:', 'E-Mail: bob@example.com', 'bob@example.com'],
    ['trailing dot', 'bob@example.com.', 'bob@example.com'],
    ['trailing dots and comma', 'bob@example.com..,', 'bob@example.com'],
    ['single quotes', "'bob@example.com'", 'bob@example.com'],
    ['one single quote', "'bob@example.com", 'bob@example.com'],
    ['double quotes', '"bob@example.com"', 'bob@example.com'],
    ['escaped quotes', '\\"bob@example.com\\"', 'bob@example.com'],
    ['typographic quotes', '“bob@example.com”', 'bob@example.com'],
    ['guillemets', '«bob@example.com»', 'bob@example.com'],
    ['backticks', '`bob@example.com`', 'bob@example.com'],
    ['brackets', '[bob@example.com]', 'bob@example.com'],
    ['parentheses', '(bob@example.com)', 'bob@example.com'],
    ['tildes', '~bob@example.com~', 'bob@example.com'],
    ['bars', 'foo|bob@example.com|bar', 'bob@example.com'],
    ['username=', 'username=bob@example.com', 'bob@example.com'],
    ['apostrophe', "firstname.o'lastname@example.com", "firstname.o'lastname@example.com"],
    ['plus tag', 'bob+scans@example.com', 'bob+scans@example.com'],
    ['underscores only', '_______@example.com', '_______@example.com'],
    ['double hyphen', 'bob@double--hyphen.example', 'bob@double--hyphen.example'],
    ['long top-level domain', 'bob@example.superlongtld', 'bob@example.superlongtld'],
    ['IDN', 'info@german.vermögensberatung', 'info@german.xn--vermgensberatung-pwb'],
    ['Japanese IDN', 'info@例え.テスト', 'info@xn--r8jz45g.xn--zckzah'],
    ['punycode', 'info@xn--mnchen-3ya.example', 'info@xn--mnchen-3ya.example'],
    ['emoji domain', 'bob@💩.example', 'bob@xn--ls8h.example'],
    ['HTML entities', 'r&amp;d&#64;example.com', 'r&d@example.com'],
    ['percent-encoded', 'mailto:bob%2Btag%40example.com', 'bob+tag@example.com'],
    ['percent-encoded without a scheme', 'bob%40example.com', 'bob@example.com'],
    ['a password behind it', 'bob@example.com:hunter2', 'bob@example.com'],
    ['a slash behind it', 'bob@example.com/', 'bob@example.com'],
    ["Access's hyperlink", 'bob@example.com#mailto:bob@example.com#', 'bob@example.com'],
    ["SharePoint's number", '17;#bob@example.com', 'bob@example.com'],
    ["Python's bytes", "b'bob@example.com'", 'bob@example.com'],
    ['vCard', 'EMAIL;TYPE=work:bob@example.com', 'bob@example.com'],
    ['a role in front', 'primary:bob@example.com', 'bob@example.com'],
    ["a link's target", '<a href="mailto:bob@example.com">Bob</a>', 'bob@example.com'],
    ['a value of JSON', '{"name":"Bob","email":"bob@example.com"}', 'bob@example.com'],
    ['a guest of a directory', 'bob_example.com#EXT#@tenant.example', 'bob@example.com'],
    ['local part quoted without need', '"bob.smith"@example.com', 'bob.smith@example.com'],
    ['64 bytes of local part', `${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
    ['odd but legal characters', "a!#$%&'+/_{}-b@example.com", "a!#$%&'+/_{}-b@example.com"],
  ])('%s', (_, cell, address) => {
    expect(found(cell)).toEqual([address]);
    expect(extractAddresses(cell).unusable).toBe(0);
  });
});

describe('several in a cell', () => {
  test.each([
    ['semicolon', 'a@example.com;b@example.com'],
    ['comma and space', 'a@example.com, b@example.com'],
    ['space', 'a@example.com b@example.com'],
    ['newline', 'a@example.com\nb@example.com'],
    ['CRLF and semicolon', 'a@example.com;\r\nb@example.com;'],
    ['bar', 'a@example.com | b@example.com'],
    ['names', 'Al <a@example.com>; "Bee, B." <b@example.com>'],
    ['slash', 'a@example.com/b@example.com'],
    ['a link and its copy', 'mailto:a@example.com?cc=b@example.com&subject=Hello'],
    ['roles', 'primary:a@example.com;backup:b@example.com'],
    ['Arabic comma', 'a@example.com\u060cb@example.com'],
    ['HTML line break', 'a@example.com<br/>b@example.com'],
    ['full-width semicolon', 'a@example.com；b@example.com'],
    ['ideographic comma', 'a@example.com、b@example.com'],
    ['the same twice', 'a@example.com;b@example.com;a@example.com'],
  ])('%s', (_, cell) => {
    expect(found(cell)).toEqual(['a@example.com', 'b@example.com']);
    expect(extractAddresses(cell).unusable).toBe(0);
  });
});

describe('looks like an address and is none: quarantined, never dropped', () => {
  test.each([
    ['no top-level domain', 'no-tld@domain'],
    ['IP literal', 'bob@[192.0.2.1]'],
    ['IP address', 'bob@192.0.2.1'],
    ['two dots in the local part', 'a..b@example.com'],
    ['two dots in the domain', 'bob@example..com'],
    ['leading dot in the domain', 'bob@.example.com'],
    ['two @', 'bob@home@example.com'],
    ['underscore in the domain', 'bob@exa_mple.com'],
    ['label that starts with a hyphen', 'bob@-example.com'],
    ['label that ends with a hyphen', 'bob@example-.com'],
    ['bad punycode', 'bob@xn--\u00fc.example'],
    ['no local part', '@example.com'],
    ['no domain', 'bob@'],
    ['a stray @', 'a @ b'],
    ['pound sign', 'b£b@example.com'],
    ['smart apostrophe inside', 'local-with-’-apostrophe@example.com'],
    ['65 bytes of local part', `${'a'.repeat(65)}@example.com`],
    ['longer than 254', `a@${'b'.repeat(60)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.com`],
    ['one-letter top-level domain', 'bob@example.c'],
    ['numeric top-level domain', 'bob@example.123'],
    ['percent sign in the domain', 'bob@example%2ecom'],
    ['two addresses run into each other', 'a@example.comb@example.com'],
    ['(at)', 'bob (at) example.com'],
    ['[at]', 'bob[at]example.com'],
    ['at and dot', 'bob at example dot com'],
    ['a backslash', 'bob\\nbob@example.com'],
    ['a backslash between two', 'a@example.com\\nb@example.com'],
    ['masked', 'b**@example.com'],
    ['a bullet', '-bob@example.com'],
    ['a letter lost in another encoding', 'm?ller@example.com'],
    ['a key run into it', 'id=bob@example.com'],
    ['a formula guard', "'=bob@example.com"],
    ['cells run into it', 'Acme^Ops^bob@example.com'],
    ['cells run into it, parted by #', 'Acme#Ops#bob@example.com'],
    ['a path', 'Acme/Ops/bob@example.com'],
    ['a web address run into it', 'example.org/bob@example.com'],
    ['an escape inside', 'bob%2Bx@example.com'],
    ['a web address with a name', 'https://bob:secret@example.com/x'],
  ])('%s', (_, cell) => {
    expect(found(cell)).toEqual([]);
    expect(extractAddresses(cell).unusable).toBeGreaterThan(0);
  });
});

test('a good and a bad one: the good one is usable, the bad one is counted', () => {
  const { usable, unusable } = extractAddresses('bob@example.com; alice@nowhere');
  expect(usable.map(({ address }) => address)).toEqual(['bob@example.com']);
  expect(unusable).toBe(1);
});

test.each(['', ' ', 'n/a', 'none', '-', 'Bob Smith', '—'])('%j holds nothing like an address', (cell) => {
  expect(extractAddresses(cell)).toMatchObject({ usable: [], unusable: 0 });
});

describe('the dedupe key', () => {
  const key = (address: string) => readAddress(address)?.key;

  test('folds the case of the local part and the form of the domain', () => {
    expect(key('Bob@Example.COM')).toBe('bob@example.com');
    expect(key('bob@münchen.example')).toBe(key('BOB@xn--mnchen-3ya.example'));
  });

  test('keeps tags and dots: two addresses are two people', () => {
    expect(new Set(['bob+a@example.com', 'bob@example.com', 'b.ob@example.com'].map(key)).size).toBe(3);
  });

  test('composes what was typed in two ways (NFC)', () => {
    expect(key('jose\u0301@example.com')).toBe(key('jos\u00e9@example.com'));
  });

  test('makes no one person of ß and ss', () => {
    expect(key('stra\u00dfe@example.com')).not.toBe(key('strasse@example.com'));
  });
});

describe('flags', () => {
  const flags = (address: string) => readAddress(address)?.flags;

  test.each([
    ['bob@example.com', []],
    ['bob@münchen.example', []],
    ['jörg@example.com', ['non-ascii-local-part']],
    ['用户@例え.テスト', ['non-ascii-local-part']],
    ['"john smith"@example.com', ['quoted-local-part']],
    // Latin with one Cyrillic letter, and a label all in Cyrillic that reads like Latin.
    ['bob@ex\u0430mple.com', ['mixed-script-domain']],
    ['bob@\u0430\u0441\u0435.com', ['look-alike-domain']],
    ['bob@日本ごカナ.example', []],
    ['bob@россия.example', []],
  ])('%s', (address, expected) => {
    expect(flags(address)).toEqual(expected);
  });
});

test.each([
  ['a@b.example', true],
  ['Acme (a＠b.example)', true],
  ['mail me@home.example now', true],
  ['Team @ Work', false],
  ['@handle', false],
  ['5 @ 3.50', false],
  ['a@b', false],
  ['cc bob&#64;example.com', true],
  ['cc bob&#x40;example.com', true],
  ['https://example.org/?to=bob%40example.com', true],
  ['50%40', false],
])('holdsAddress(%j) is %s', (text, expected) => {
  expect(holdsAddress(text)).toBe(expected);
});
