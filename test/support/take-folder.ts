import { openDataFolder } from '../../local/data-folder';

/** Tries to take a data folder, says how it went, and keeps it until its input ends. */
try {
  const data = openDataFolder(process.argv[2]!);
  process.stdout.write('taken\n');
  process.stdin.resume().once('end', () => data.close());
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
