import { startLambda } from './support';

/** Starts functions that are idle, waiting and about to load, tells their pids, and waits to be killed. */
async function main([pids]: string[]): Promise<void> {
  const code = `const { appendFileSync } = require('node:fs');
    appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');
    exports.handler = async (event) => { if (event.busy) await new Promise((r) => setTimeout(r, 25_000)); };`;
  const loading = `require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');
    module.exports = { handler: async () => {} }; const end = Date.now() + 1500; while (Date.now() < end);`;
  const lambda = await startLambda({ idle: { code }, busy: { code }, loading: { code: loading } });
  await lambda.runtime.invoke('idle', {});
  void lambda.runtime.invoke('busy', { busy: true });
  void lambda.runtime.invoke('loading', {});
}

void main(process.argv.slice(2));
