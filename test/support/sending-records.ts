import { type IncidentRecord, parseIncidentRecord } from '../../lambdas/domain/incident-record';

const texts = {
  whatHappened: 'An employee uploaded a file of ours to a public site by mistake.',
  whatInformation: 'Company names, group names and the e-mail addresses of group administrators.',
  whatWasNotInvolved: 'Passwords, payments and the contents of your files.',
  whatThisCouldMean: 'Strangers can write to you and pretend to know your company.',
  whatWeAreDoing: 'We had the file removed within the hour and changed how such files are kept.',
  whatYouCanDo: ['Be careful with messages that name your group.', 'Tell the other administrators.'],
};

/** A complete incident record with made-up names, in English and whatever else is given. */
export function incidentRecord(change: Record<string, unknown> = {}): IncidentRecord {
  const parsed = parseIncidentRecord({
    incident: 'leak-2023',
    title: 'Customer list on a public site',
    controller: {
      name: 'Example Scan Ltd',
      address: '1 Example Street\nExampletown',
      dpo: { name: 'D. P. Officer', email: 'dpo@example-scan.example', phone: '+00 000 0000' },
      authority: 'Example Data Protection Authority',
    },
    times: {
      occurredFrom: '2023-06-29T14:05:00Z',
      awareAt: '2023-06-29T14:50:00Z',
      awareBasis: 'A customer called.',
      containedAt: '2023-06-29T15:00:00Z',
    },
    sender: {
      name: 'Example Scan Security',
      address: 'notices@example-scan.example',
      replyTo: 'incident@example-scan.example',
      checkUrl: 'https://www.example-scan.example/check',
    },
    notice: { texts: { en: texts } },
    ...change,
  });
  if ('faults' in parsed) throw new Error(parsed.faults.join('; '));
  return parsed.record;
}

export { texts as noticeTexts };
