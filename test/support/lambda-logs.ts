import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines that match, by the Lambda that wrote them: `receive`, `intake`, ... */
export function loggedBy(data: string, pattern: RegExp): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const folder = join(data, 'logs');
  for (const name of readdirSync(folder)) {
    const [, lambda] = /^breachnotifypipeline-([a-z]+)/.exec(name) ?? [];
    if (!lambda) continue;
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    const matching = lines.filter((line) => pattern.test(line));
    if (matching.length > 0) found[lambda] = matching;
  }
  return found;
}
