import { parseArgs } from 'node:util';
import { takeClosedPipes } from './closed-pipe';
import { verifyCommand } from './command';

/** The single file that lies in every pack as verify.mjs. Needs Node.js 20 and nothing else. */
const usage = 'usage: node verify.mjs PACK.zip [--fingerprint SHA256]\n';

function argumentsGiven() {
  try {
    const { values, positionals } = parseArgs({
      options: { fingerprint: { type: 'string' } },
      allowPositionals: true,
    });
    return { fingerprint: values.fingerprint, path: positionals.length === 1 ? positionals[0] : undefined };
  } catch {
    return {};
  }
}

takeClosedPipes();
const { path, fingerprint } = argumentsGiven();
if (path === undefined) {
  process.stderr.write(usage);
  process.exitCode = 1;
} else {
  process.exitCode = await verifyCommand(path, fingerprint, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
}
