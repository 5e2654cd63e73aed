import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncidentItem } from '../../../lambdas/adapters/register/items';
import { incidentPk, metaSk } from '../../../lambdas/adapters/register/keys';
import { keepRecord, recordHashOf } from '../../../lambdas/adapters/register/record-versions';
import { runSlice } from '../../../lambdas/dispatch/slice';
import { incidentRecord, noticeTexts } from '../../support/sending-records';
import { INCIDENT, SendingWorld } from '../../support/sending-world';

const APPROVED = incidentRecord();
const CHANGED = incidentRecord({
  sender: { ...APPROVED.sender, name: 'Somebody Else' },
  notice: { texts: { en: { ...noticeTexts, whatHappened: 'Nobody has approved this.' } } },
});

let world: SendingWorld;
afterEach(() => world.close());

/** Somebody describes the incident anew while its run goes on. @param kept whether the version that was approved is there */
async function describedAnew(kept: boolean): Promise<void> {
  world = await SendingWorld.open({ ses: { maxSendRate: 400 }, record: APPROVED });
  await world.seedRecipients(3);
  const hash = recordHashOf(APPROVED);
  const meta = (await world.table.get<IncidentItem>({ pk: incidentPk(INCIDENT), sk: metaSk }))!;
  const manifest = { ...meta.manifest!, record: hash };
  const described: IncidentItem = { ...meta, manifest, record: CHANGED, recordHash: recordHashOf(CHANGED) };
  await world.table.put(described);
  if (kept) await world.table.transact([keepRecord(INCIDENT, hash, APPROVED)]);
}

test('a run sends the words that were approved, whatever the record says meanwhile', async () => {
  await describedAnew(true);
  await runSlice(world.sender, world.queue.shift()!);
  const folder = join(world.folder, 'mail');
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  const mails = names.map((name) => readFileSync(join(folder, name), 'latin1'));
  expect(mails).toHaveLength(3);
  for (const mail of mails) expect(mail).not.toMatch(/Nobody has approved|Somebody Else/);
});

test('without those words it sends nothing', async () => {
  await describedAnew(false);
  await expect(runSlice(world.sender, world.queue.shift()!)).rejects.toThrow('the record that was approved');
  expect(world.acceptedMails().size).toBe(0);
});
