import type { SQSBatchResponse, SQSHandler } from 'aws-lambda';
import type { Log } from '../shared/logger';
import type { BuildExport } from '../shared/messages';
import { buildExport, type Exporter } from './build-export';
import { DEAD_AFTER_MS } from './claim-export';

/**
 * One message, one export. A builder that died a moment ago still looks alive: rather than leaving the message
 * for a whole visibility time, we wait the few seconds until its death shows.
 */
export function createHandler(exporter: Exporter, log: Log, wait: (ms: number) => Promise<void>): SQSHandler {
  return async ({ Records }): Promise<SQSBatchResponse> => {
    const failures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { messageId, body } of Records) {
      const message = JSON.parse(body) as BuildExport;
      let outcome = await buildExport(exporter, message);
      for (let waits = 0; outcome === 'alive' && waits < 3; waits++) {
        await wait(DEAD_AFTER_MS / 2);
        outcome = await buildExport(exporter, message);
      }
      log.info('export', { export: message.export, outcome });
      if (outcome === 'alive') failures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures: failures };
  };
}
