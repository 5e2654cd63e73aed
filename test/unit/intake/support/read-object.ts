import type { Key } from '../../../../lambdas/adapters/register/table';
import type { FileReport } from '../../../../lambdas/domain/file-report';
import type { Overrides } from '../../../../lambdas/domain/intake/dialect/detect';
import { FindingsWriter, START } from '../../../../lambdas/intake/findings-writer';
import { readDrop } from '../../../../lambdas/intake/read-drop';
import { memoryObject } from './reading-world';

export interface ReadItem extends Key {
  address?: string;
  company?: string;
  group?: string;
  member: number;
  line: number;
  code?: string;
  text?: string;
}

/** Reads a dropped object of any kind, as the slice does, into a list of register items. */
export async function readObject(
  content: Buffer,
  overrides: Overrides = {},
): Promise<{ files: FileReport[]; sha256: string; items: ReadItem[]; addresses: string[] }> {
  const items: ReadItem[] = [];
  const table = {
    batchPut: async (batch: readonly (Key & object)[]) => void items.push(...(batch as ReadItem[])),
  };
  const incident = { incident: 'incident-1', key: new Uint8Array(32), shardBits: 2 };
  const writer = new FindingsWriter(table, incident, { drop: 'd', generation: 1 }, START);
  const result = await readDrop(memoryObject(content, 1_000), {
    writer,
    plan: { overrides, passes: 1, seed: '03'.repeat(16) },
    name: 'dropped',
    goOn: async () => true,
  });
  if (!result) throw new Error('the slice ended');
  await writer.flush();
  const addresses = items.flatMap(({ address }) => (address ? [address] : []));
  return { files: result.files, sha256: result.sha256, items, addresses };
}
