import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Engine } from '../../local/services/dynamodb/engine';

/**
 * How many mails were under way when the owner of a data folder died: claims without an outcome, as the register's
 * journal has them. The folder itself is not touched.
 */
export function claimsOpenIn(data: string): number {
  const directory = path.join(data, 'dynamodb');
  if (!existsSync(path.join(directory, 'journal'))) return 0;
  const copy = mkdtempSync(path.join(tmpdir(), 'breach-notify-copy-'));
  cpSync(directory, copy, { recursive: true });
  const register = new Engine(copy);
  let open = 0;
  for (const { item } of register.items.all()) {
    if (item && JSON.parse(item.json).status?.S === 'claimed') open++;
  }
  register.close();
  rmSync(copy, { recursive: true, force: true });
  return open;
}
