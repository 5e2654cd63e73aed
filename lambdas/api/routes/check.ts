import { checkReference } from '../../domain/sending/reference';
import type { Routes } from '../router';
import { refuseRecordErased, type Services } from '../services';

/**
 * The public check of a notice's reference code: a recipient types it in to learn whether we sent the notice. The
 * code proves itself under the incident's key, so nothing about anyone is looked up, told or stored.
 */
export function checkRoutes(services: Services): Routes {
  return {
    'GET /check/{incident}/{reference}': async ({ parameters }) => {
      const incident = await services.incidents.get(parameters.incident ?? '');
      if (incident) refuseRecordErased(incident);
      const genuine = incident !== undefined && checkReference(incident.key, parameters.reference ?? '');
      return { genuine };
    },
  };
}
