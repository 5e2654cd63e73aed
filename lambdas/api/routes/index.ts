import type { Routes } from '../router';
import type { Services } from '../services';
import { approvalRoutes } from './approval';
import { checkRoutes } from './check';
import { controlRoutes } from './control';
import { dropRoutes } from './drops';
import { exportRoutes } from './exports';
import { incidentRoutes } from './incidents';
import { quarantineRoutes } from './quarantine';
import { recipientRoutes } from './recipients';
import { supplementRoutes } from './supplements';

/** All routes of ../contract.ts. */
export function createRoutes(services: Services): Routes {
  return {
    ...incidentRoutes(services),
    ...approvalRoutes(services),
    ...controlRoutes(services),
    ...exportRoutes(services),
    ...dropRoutes(services),
    ...quarantineRoutes(services),
    ...recipientRoutes(services),
    ...supplementRoutes(services),
    ...checkRoutes(services),
  };
}
