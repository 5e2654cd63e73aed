import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Fault, orFault } from './fault';
import type { Summary } from './summary';

/** The folder that `run` writes into: summary.json, mail/*.eml, evidence.zip, regulator.zip. */
export class Outputs {
  readonly mail: string;

  constructor(readonly directory: string) {
    this.mail = path.join(directory, 'mail');
  }

  /** Makes the folder. Without kept state the outputs of an earlier run are removed, and nothing else. */
  async prepare(keep: boolean): Promise<void> {
    await orFault(this.directory, async () => {
      if (!keep) {
        for (const name of ['summary.json', 'mail', 'evidence.zip', 'regulator.zip']) {
          await rm(path.join(this.directory, name), { recursive: true, force: true });
        }
      }
      await mkdir(this.mail, { recursive: true });
    });
  }

  async writeSummary(summary: Summary): Promise<void> {
    const file = path.join(this.directory, 'summary.json');
    await orFault(file, async () => {
      await writeFile(`${file}.part`, `${JSON.stringify(summary, null, 2)}\n`);
      await rename(`${file}.part`, file);
    });
  }

  /** Fetches a pack by its presigned link. */
  async savePack(name: string, url: string): Promise<void> {
    const response = await fetch(url);
    if (!response.ok || !response.body) throw new Fault(`${name}: the bucket answered ${response.status}.`);
    const file = path.join(this.directory, name);
    await orFault(file, async () => {
      await pipeline(Readable.fromWeb(response.body as never), createWriteStream(`${file}.part`));
      await rename(`${file}.part`, file);
    });
  }
}
