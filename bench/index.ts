/** `npm run bench -- <name>`: measures this computer against itself; every figure is a ratio within one run. */
const BENCHES: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  export: () => import('./export'),
  intake: () => import('./intake'),
  'register-writes': () => import('./register-writes'),
  send: () => import('./send'),
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  process.stderr.write(`bench: name one of ${Object.keys(BENCHES).join(', ')}\n`);
  process.exitCode = 1;
} else {
  bench().then(
    ({ run }) => run(rest),
    (error: unknown) => {
      process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
