import { mkdir } from 'node:fs/promises';
import { ApiClient } from './api-client';
import { connected, type WorkOptions } from './connect';
import { exportPacks } from './export-packs';
import { orFault } from './fault';
import { viewOf } from './look';
import { Outputs } from './outputs';
import { print } from './print';

export interface ExportOptions extends WorkOptions {
  asOf?: string;
  out: string;
}

/** `export`: both packs as of now or of a past moment. 0 balanced, 2 not. */
export async function exportIncident(incident: string, options: ExportOptions): Promise<void> {
  await connected(options, async (stack) => {
    const api = ApiClient.of(stack, 'responder');
    await viewOf(api, incident);
    await orFault(options.out, () => mkdir(options.out, { recursive: true }));
    const {
      evidenceUrl: _e,
      regulatorUrl: _r,
      ...view
    } = await exportPacks(api, incident, new Outputs(options.out), options.asOf);
    const broken = (view.checks ?? []).filter(({ ok }) => !ok);
    print(options.json, view, [
      `${options.out}/: evidence.zip, regulator.zip, as of ${view.cutAt}`,
      view.balanced
        ? `balanced: all ${view.checks?.length} sums hold`
        : `NOT BALANCED: ${broken.map(({ name, left, right }) => `${name} (${left} against ${right})`).join('; ')}`,
      `signing key ${view.fingerprint}`,
    ]);
    process.exitCode = view.balanced ? 0 : 2;
  });
}
