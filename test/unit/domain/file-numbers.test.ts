import { fileName, fileNumbers, inFileOrder, type NumberedDrop } from '../../../lambdas/domain/file-numbers';

const drop = (id: string, generation: number, state = 'read', receivedAt = '2026-03-01'): NumberedDrop => ({
  drop: id,
  state,
  generation,
  custody: { receivedAt },
});

test('accepted lines take generations, but no number of a file', () => {
  expect(Object.fromEntries(fileNumbers([drop('c', 9), drop('a', 1), drop('b', 7)]))).toEqual({
    a: 1,
    b: 2,
    c: 3,
  });
});

test('files kept unread come after the others, in the order in which they came', () => {
  const late = [drop('x', 0, 'held', '2027-02-02'), drop('z', 0, 'held', '2027-02-01')];
  expect([...fileNumbers([...late, drop('a', 3)])]).toEqual([
    ['a', 1],
    ['z', 2],
    ['x', 3],
  ]);
});

test('a file about to take its generation has no number yet, and so never another one later', () => {
  const drops = [drop('new', 0, 'received'), drop('a', 1), drop('b', 2)];
  expect(fileNumbers(drops).get('new')).toBeUndefined();
  const before = fileNumbers(drops);
  const after = fileNumbers([drop('new', 5, 'received'), drop('a', 1), drop('b', 2)]);
  for (const [id, number] of before) expect(after.get(id)).toBe(number);
  expect(after.get('new')).toBe(3);
  expect([...drops].sort(inFileOrder).map((one) => one.drop)).toEqual(['a', 'b', 'new']);
});

test('a file of an archive is called by its place there', () => {
  expect([fileName(2, 0, 1), fileName(2, 0, 3), fileName(2, 2, 3)]).toEqual(['2', '2.1', '2.3']);
});
