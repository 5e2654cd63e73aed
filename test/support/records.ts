/** A complete incident record as a person would write it; `overrides` replace top-level fields. */
export function incidentRecord(overrides: Record<string, unknown> = {}) {
  return {
    incident: 'example-2026',
    title: 'Customer list shared by mistake',
    controller: { name: 'Example Scan Ltd', dpo: { email: 'dpo@scan.example' } },
    times: {
      occurredFrom: '2026-06-29T10:00:00Z',
      awareAt: '2026-06-29T11:00:00Z',
      awareBasis: 'A customer told our support.',
    },
    sender: {
      name: 'Example Scan Security',
      address: 'notice@scan.example',
      replyTo: 'incident@scan.example',
      checkUrl: 'https://scan.example/notice',
    },
    notice: {
      texts: {
        en: {
          whatHappened: 'A file with customer data was uploaded to a place where partners could read it.',
          whatInformation: 'Company name, group name and the e-mail address of the group admin.',
          whatThisCouldMean: 'Someone could write to you and pretend to be us.',
          whatWeAreDoing: 'We removed the file and changed who may upload.',
          whatYouCanDo: ['Be careful with mail that names your group.'],
        },
      },
    },
    ...overrides,
  };
}
