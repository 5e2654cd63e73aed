import type { ExportView } from '../../lambdas/api/contract';
import type { ApiClient } from './api-client';
import { Fault } from './fault';
import type { Outputs } from './outputs';

const POLL_MS = 200;

/** One builds a pack. Reconcile sends another after it for an hour, which is too long to look at nothing. */
const MOST_BUILDERS = 3;

/** Asks for both packs, waits for them and saves them. */
export async function exportPacks(
  api: ApiClient,
  incident: string,
  outputs: Pick<Outputs, 'savePack'>,
  asOf?: string,
): Promise<ExportView> {
  const { export: id } = await api.askExport(incident, asOf);
  const builders = new Set<string>();
  for (;;) {
    const view = await api.export(incident, id);
    if (view.builder) builders.add(view.builder);
    if (builders.size > MOST_BUILDERS) {
      throw new Fault(
        'the packs are not being written: each builder dies. With --data DIR, the export log in DIR/logs/ says why.',
      );
    }
    if (view.state === 'failed')
      throw new Fault(`the packs could not be written: ${view.fault ?? 'see the export log'}`);
    if (view.state === 'done' && view.evidenceUrl && view.regulatorUrl) {
      await outputs.savePack('evidence.zip', view.evidenceUrl);
      await outputs.savePack('regulator.zip', view.regulatorUrl);
      return view;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
