import fc from 'fast-check';
import { addressFault, parseMailbox } from '../../../../local/services/ses/addresses';
import { simulatedFate } from '../../../../local/services/ses/fates';
import { parseHeaders } from '../../../../local/services/ses/message';

test('every ordinary address is taken, bare and with a display name', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      expect(addressFault(address)).toBeUndefined();
      expect(parseMailbox(address)).toEqual({ address, name: '' });
      expect(parseMailbox(`"Doe, Jane" <${address}>`)).toEqual({ address, name: 'Doe, Jane' });
    }),
  );
});

test('no address with a control character, a space or anything beyond ASCII is taken', () => {
  const bad = fc.oneof(
    fc.constantFrom(' ', '\r', '\n', '\t', '\0', '\u007f', '<', '>', ','),
    fc.string({ unit: fc.constantFrom('ä', '中', '\u200b', '＠'), minLength: 1, maxLength: 1 }),
  );
  fc.assert(
    fc.property(fc.emailAddress(), bad, fc.nat(), (address, intruder, where) => {
      const at = where % (address.lastIndexOf('@') + 1);
      expect(addressFault(address.slice(0, at) + intruder + address.slice(at))).toBeDefined();
      expect(addressFault(`${address}${intruder}`)).toBeDefined();
    }),
  );
});

test.each(["o'brien@acme.test", 'a+tag@acme.test', '"quoted local"@acme.test', 'x@xn--mnchen-3ya.test'])(
  '%s is taken',
  (address) => expect(addressFault(address)).toBeUndefined(),
);

test.each([
  ['Bounce+abc@simulator.amazonses.com', 'bounced'],
  ['success@SIMULATOR.amazonses.com', 'delivered'],
  ['nobody@simulator.amazonses.com', 'bounced'],
  ['bounce@acme.test', undefined],
])('simulator: %s', (address, fate) => expect(simulatedFate(address)).toBe(fate));

test('only the header block is read, whatever the body looks like', () => {
  const fields = (text: string) => parseHeaders(Buffer.from(text)).map(({ name }) => name);
  expect(fields('A: 1\r\nB: 2\r\n\r\nC: 3\r\n\r\nbroken')).toEqual(['A', 'B']);
  expect(fields('A: 1\nB: 2\n\nno header at all\r\n\r\nC: 3')).toEqual(['A', 'B']);
  expect(fields('A: 1')).toEqual(['A']);
});
