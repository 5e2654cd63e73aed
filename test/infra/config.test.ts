import { settingsFor } from '../../lib/config';

test('an unknown stage is refused by name instead of deploying something else', () => {
  expect(() => settingsFor('prd')).toThrow("stage 'prd' is unknown; use laptop or prod");
  expect(() => settingsFor('constructor')).toThrow('is unknown');
});

test('the laptop differs in waits and in what is kept, never in what is promised', () => {
  const { retention, reading, sending } = settingsFor('prod');
  const laptop = settingsFor('laptop');
  expect(laptop.retention).toEqual(retention);
  expect(laptop.reading).toEqual(reading);
  expect(laptop.sending.canarySize).toBe(sending.canarySize);
});

test.each(['laptop', 'prod'])('%s: waits stand in an order that makes sense', (stage) => {
  const { watching, reading, sending, retention } = settingsFor(stage);
  // A claim is judged only after its slice is known to be dead or long over.
  expect(watching.claimStaleSeconds).toBeLessThan(watching.stallSeconds);
  expect(watching.stallSeconds).toBeLessThan(Math.min(reading.sliceSeconds, sending.sliceSeconds));
  expect(retention.rawFileDays).toBeLessThan(retention.addressDays);
  expect(retention.addressDays).toBeLessThan(retention.recordDays);
});
