import type { DropItem, IncidentItem } from '../adapters/register/items';
import type { RegisterTable } from '../adapters/register/table';
import { intakeSettings } from '../domain/intake-settings';
import type { Log } from '../shared/logger';

const NEVER = new Date(0).toISOString();

/**
 * A file was refused, and then the incident's record said how it is to be read: it is received once more, and read as
 * any file that waits. Not where a person has set it aside: another file took its place.
 *
 * @returns the drops as they are now.
 */
export async function receiveRefusedAgain(
  { table, log }: { table: Pick<RegisterTable, 'update'>; log: Log },
  { record }: IncidentItem,
  drops: DropItem[],
): Promise<DropItem[]> {
  const settings = intakeSettings(record);
  return Promise.all(
    drops.map((drop) => {
      const isSame = drop.refusedWith === undefined || drop.refusedWith === settings;
      if (drop.state !== 'refused' || drop.setAside || isSame) return drop;
      log.info('refused drop is read again', { incident: drop.incident, drop: drop.drop });
      return table.update<DropItem>(
        { pk: drop.pk, sk: drop.sk },
        {
          // Without a sign of life it is started like a drop whose message was lost.
          expression: 'SET #state = :received, #beat = :never REMOVE #refusedWith, #fault',
          names: {
            '#state': 'state',
            '#beat': 'heartbeatAt',
            '#refusedWith': 'refusedWith',
            '#fault': 'fault',
            '#setAside': 'setAside',
          },
          values: { ':received': 'received', ':refused': 'refused', ':never': NEVER },
        },
        '#state = :refused AND attribute_not_exists(#setAside)',
      );
    }),
  );
}
