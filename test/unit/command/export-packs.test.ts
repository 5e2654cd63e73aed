import type { ApiClient } from '../../../bin/command/api-client';
import { exportPacks } from '../../../bin/command/export-packs';
import type { ExportView } from '../../../lambdas/api/contract';

const outputs = { savePack: async () => {} };

/** An api whose export has these states, one a look. */
function apiOf(...looks: Partial<ExportView>[]): ApiClient {
  const shown = looks.map((look) => ({ export: 'e1', state: 'building', ...look }) as ExportView);
  return {
    askExport: async () => ({ export: 'e1' }),
    export: async () => shown.shift(),
  } as unknown as ApiClient;
}

const done = { state: 'done', evidenceUrl: 'https://e.invalid', regulatorUrl: 'https://r.invalid' } as const;

test('a builder that dies is waited for, its successor finishes', async () => {
  const api = apiOf({ state: 'asked' }, { builder: 'a' }, { builder: 'a' }, { builder: 'b' }, done);
  await expect(exportPacks(api, 'leak-2026', outputs)).resolves.toMatchObject({ state: 'done' });
});

test('when one after the other dies somebody must look, and is told so', async () => {
  const api = apiOf(...['a', 'b', 'c', 'd'].map((builder) => ({ builder })));
  await expect(exportPacks(api, 'leak-2026', outputs)).rejects.toThrow('each builder dies');
});
