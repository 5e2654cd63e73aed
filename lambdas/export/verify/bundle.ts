import { join } from 'node:path';
import { buildSync } from 'esbuild';

const HEAD = `// Checks an evidence or regulator pack of breach-notify, offline. Needs Node.js 20 or later and nothing else.
// usage: node verify.mjs PACK.zip [--fingerprint SHA256]
// Exit codes: 0 genuine; 3 altered, unreadable or signed with another key; 1 no such file.`;

/**
 * The verifier as one readable file without dependencies. It is kept in source.ts, because the functions' bundles
 * hold no other files; \`npx tsx lambdas/export/verify/write-source.ts\` writes it anew and a test compares.
 */
export function bundleVerifier(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'cli.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: HEAD },
    legalComments: 'none',
    charset: 'utf8',
    write: false,
  });
  // the comments with paths of this repository help nobody who reads the file in a pack
  return outputFiles[0]!.text.replaceAll(/^\/\/ lambdas\/.*\n/gm, '');
}
