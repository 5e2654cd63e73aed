import * as z from 'zod';
import type { ExportItem } from '../../adapters/register/items';
import { exportSk, incidentPk, metaSk } from '../../adapters/register/keys';
import { changeLogged } from '../../adapters/register/logged-change';
import { stamp } from '../../shared/clock';
import type { ExportView } from '../contract';
import { ApiError } from '../errors';
import { parseBody } from '../parse-body';
import type { Routes } from '../router';
import { callerOf, incidentOf, refuseErasing, refuseRecordErased, type Services } from '../services';

const Ask = z.strictObject({ asOf: z.iso.datetime({ offset: true }).optional() });

/** Asking for the packs and fetching them. */
export function exportRoutes(services: Services): Routes {
  return {
    'POST /incidents/{incident}/exports': async (call) => {
      const by = callerOf(call);
      const { asOf } = parseBody(Ask, call.body);
      const meta = await incidentOf(services, call);
      refuseRecordErased(meta);
      refuseErasing(meta);
      const { incident } = meta;
      const now = services.clock.now();
      const cutAt = asOf ? new Date(asOf) : now;
      if (cutAt > now) throw new ApiError(400, 'future', 'asOf must not lie in the future.');
      const id = services.newId();
      const item: ExportItem = {
        pk: incidentPk(incident),
        sk: exportSk(id),
        incident,
        export: id,
        state: 'asked',
        askedBy: by,
        askedAt: stamp(services.clock),
        cutAt: cutAt.toISOString(),
      };
      const entry = { by, what: 'export-asked', facts: { export: id, cutAt: item.cutAt } };
      const noticed = { expression: 'SET exportAskedAt = :now', values: { ':now': item.askedAt } };
      await changeLogged(
        services.table,
        incident,
        entry,
        services.clock,
        { put: item },
        // reconcile looks at exports only where one may be open
        { key: { pk: incidentPk(incident), sk: metaSk }, update: noticed },
      );
      await services.exports.send({ incident, export: id });
      return viewOfExport(services, item);
    },
    'GET /incidents/{incident}/exports/{export}': async (call) => {
      const { incident } = await incidentOf(services, call);
      const id = call.parameters.export ?? '';
      const item = await services.table.get<ExportItem>({ pk: incidentPk(incident), sk: exportSk(id) });
      if (!item) throw new ApiError(404, 'no-such-export', 'There is no such export.');
      return viewOfExport(services, item);
    },
  };
}

async function viewOfExport(services: Services, item: ExportItem): Promise<ExportView> {
  const { pk: _pk, sk: _sk, ...shown } = item;
  const kept = item.evidenceErasedAt ? undefined : item.evidence;
  const link = (pack?: { key: string }) => (pack ? services.links.download(pack.key) : undefined);
  return { ...shown, evidenceUrl: await link(kept), regulatorUrl: await link(item.regulator) };
}
