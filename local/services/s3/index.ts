import { join } from 'node:path';
import type { ResourceHandlers } from '../../cloudformation/types';
import type { Service, ServiceContext } from '../../gateway/types';
import type { Deliveries } from '../../lambda/types';
import type { KeyUse } from '../kms/key-use';
import type { S3 } from './call';
import { bucketHandlers } from './cloudformation';
import { Outbox } from './events/outbox';
import { failure } from './failure';
import { applyLifecycle } from './lifecycle';
import { route } from './route';
import { Sequence } from './sequence';
import { Incoming } from './storage/files';
import { UploadStore } from './storage/upload-store';

const LIFECYCLE_MS = 3_600_000;

export interface S3Service {
  service: Service;
  handlers: ResourceHandlers;
  /** Applies the lifecycle rules now; also runs every hour. */
  applyLifecycle(): void;
}

/** S3 on this computer, as files: versions, conditional writes, multipart, events, retention, KMS in the caller's name. */
export function createS3Service(
  context: ServiceContext,
  { deliveries, keys }: { deliveries: Deliveries; keys: KeyUse },
): S3Service {
  const s3: S3 = {
    context,
    keys,
    buckets: new Map(),
    incoming: new Incoming(context.directory),
    uploads: new UploadStore(join(context.directory, 'uploads')),
    outbox: new Outbox(join(context.directory, 'outbox'), deliveries),
    sequence: new Sequence(() => context.now()),
  };
  const timer = setInterval(() => applyLifecycle(s3), LIFECYCLE_MS).unref();
  return {
    applyLifecycle: () => applyLifecycle(s3),
    handlers: bucketHandlers(s3, deliveries),
    service: {
      name: 's3',
      failure,
      async handle(request) {
        const response = await route(s3, request);
        return { ...response, headers: { 'x-amz-request-id': request.id, ...response.headers } };
      },
      async close() {
        clearInterval(timer);
        await s3.outbox.close();
      },
    },
  };
}
