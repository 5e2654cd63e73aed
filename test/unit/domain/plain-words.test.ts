import { parseIncidentRecord } from '../../../lambdas/domain/incident-record';

const faultsOf = (record: object) => {
  const parsed = parseIncidentRecord(record);
  return 'faults' in parsed ? parsed.faults : [];
};

test.each([
  ['left out', {}, 'controller: is missing'],
  ['empty', { title: '' }, 'title: must not be empty'],
  ['of another kind', { title: 5 }, 'title: must be text in quotes'],
  ['a time that is none', { times: { awareAt: 'noon' } }, 'times.awareAt: must be a time such as'],
  ['an unknown choice', { policy: { approval: 'three' } }, 'policy.approval: must be one of "automatic"'],
  ['an unknown field', { titel: 'x' }, 'incident.json: has no field named "titel"'],
  ['an empty list', { intake: { columns: { email: [] } } }, 'intake.columns.email: must not be empty'],
])('a field that is %s is told in plain words', (_, record, said) => {
  expect(faultsOf(record)).toEqual(expect.arrayContaining([expect.stringContaining(said)]));
});
