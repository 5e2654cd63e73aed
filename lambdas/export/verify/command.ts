import { verifyPack } from './verify-pack';

/** Where the answer goes: standard output and standard error. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/**
 * The verify command: 0 genuine (prints the key's fingerprint), 3 altered, unreadable or another key (names the
 * first thing that is wrong), 1 no such file.
 */
export async function verifyCommand(
  path: string,
  fingerprint: string | undefined,
  { out, err }: Output,
): Promise<0 | 1 | 3> {
  try {
    const verdict = await verifyPack(path, { fingerprint });
    if (!verdict.genuine) {
      err(`NOT GENUINE: ${verdict.fault}\n`);
      return 3;
    }
    out(
      `genuine ${verdict.pack} pack of incident ${verdict.incident}, as of ${verdict.cutAt}, ${verdict.files} files\n`,
    );
    if (!verdict.balanced)
      out('It is genuine, and it says itself that it does NOT balance: see data/reconciliation.json.\n');
    out(`fingerprint ${verdict.fingerprint}\n`);
    if (!fingerprint)
      out('Compare this fingerprint with the one you got from the controller by another way.\n');
    return 0;
  } catch (error) {
    err(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
