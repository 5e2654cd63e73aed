import { parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { incidentRecord } from '../../support/records';

const faultsOf = (input: unknown) => {
  const parsed = parseIncidentRecord(input);
  return 'faults' in parsed ? parsed.faults : [];
};

describe('a wrong incident record is refused by the name of the field', () => {
  test('a complete record passes and gets its defaults', () => {
    const parsed = parseIncidentRecord(incidentRecord());
    expect(parsed).toMatchObject({
      record: { policy: { approval: 'one' }, notice: { defaultLanguage: 'en' }, intake: {} },
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['incident', { incident: 'Not Allowed' }],
    ['title', { title: 'two\nlines' }],
    ['sender', { sender: {} }],
    ['times', { times: { awareAt: 'yesterday' } }],
    ['notice.texts', { notice: { texts: {} } }],
    ['policy.approval', { policy: { approval: 'three' } }],
  ])('%s', (field, overrides) => {
    expect(faultsOf(incidentRecord(overrides)).join('\n')).toContain(field);
  });

  test('an unknown field is a typing error, not a silent no-op', () => {
    expect(faultsOf(incidentRecord({ polizy: {} })).join()).toContain('polizy');
  });

  test.each(['\r\nBcc: x@example.com', '\u2028x', '\u0000'])('no header can be injected: %j', (text) => {
    const sender = { ...incidentRecord().sender, name: `Name${text}` };
    expect(faultsOf(incidentRecord({ sender }))).not.toEqual([]);
  });
});
