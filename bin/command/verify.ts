import { access } from 'node:fs/promises';
import { verifyCommand } from '../../lambdas/export/verify/command';
import { orFault } from './fault';

/** `verify`: the very check that every pack carries as verify.mjs. 0 genuine, 3 not, 1 no such file. */
export async function verify(pack: string, { fingerprint }: { fingerprint?: string }): Promise<void> {
  await orFault(pack, () => access(pack));
  process.exitCode = await verifyCommand(pack, fingerprint, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
