import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from './harness';

/** A process to be killed: the service over a folder, its topic a file that outlives it. */
async function main(folder: string): Promise<void> {
  const harness = await open(
    {
      publish: async (_topic, event) => {
        appendFileSync(join(folder, 'topic.jsonl'), `${JSON.stringify(event)}\n`);
      },
    },
    folder,
  );
  process.stdout.write(`${harness.gateway.endpoint}\n`);
}

void main(process.argv[2]!);
