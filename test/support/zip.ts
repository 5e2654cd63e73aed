import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fromBuffer, type ZipFile as Reader } from 'yauzl';
import { ZipFile } from 'yazl';

export type Entries = [name: string, content: Buffer][];

/** All entries of a ZIP, in the order of its directory. */
export async function unzip(path: string): Promise<Entries> {
  const bytes = await readFile(path);
  const zip = await new Promise<Reader>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, file) => (file ? resolve(file) : reject(error)));
  });
  const entries: Entries = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry) => {
      zip.openReadStream(entry, async (error, stream) => {
        if (!stream) return reject(error);
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        entries.push([entry.fileName, Buffer.concat(chunks)]);
        zip.readEntry();
      });
    });
    zip.readEntry();
  });
}

/** Packs entries again, as given: order, duplicates and all. */
export async function zipTo(path: string, entries: Entries, compress = true): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of entries) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else zip.addBuffer(content, name, { compress });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}
