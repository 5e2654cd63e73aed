import { noticeDigest } from '../../../lambdas/dispatch/notice/digest';
import { type IncidentRecord, parseIncidentRecord } from '../../../lambdas/domain/incident-record';
import { incidentRecord } from '../../support/records';

function recordWith(overrides: Record<string, unknown> = {}): IncidentRecord {
  const parsed = parseIncidentRecord(incidentRecord(overrides));
  if ('faults' in parsed) throw new Error(parsed.faults.join());
  return parsed.record;
}

describe('an approval is of exact content', () => {
  const approved = noticeDigest(recordWith());

  test('the same record gives the same digest, whenever it is computed', () => {
    expect(noticeDigest(recordWith())).toBe(approved);
  });

  test.each<[string, Record<string, unknown>]>([
    [
      'a word of the text',
      { notice: { texts: { en: { ...incidentRecord().notice.texts.en, whatHappened: 'Else.' } } } },
    ],
    ['the subject', { notice: { ...incidentRecord().notice, subject: { en: 'Another subject' } } }],
    ['the sender', { sender: { ...incidentRecord().sender, name: 'Somebody else' } }],
    ['the address for answers', { sender: { ...incidentRecord().sender, replyTo: 'other@scan.example' } }],
  ])('%s voids it', (_, overrides) => {
    expect(noticeDigest(recordWith(overrides))).not.toBe(approved);
  });

  test('what no recipient sees does not void it', () => {
    expect(noticeDigest(recordWith({ policy: { approval: 'two' } }))).toBe(approved);
  });
});
