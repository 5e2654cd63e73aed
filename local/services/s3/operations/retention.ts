import { readBody } from '../../../gateway/body';
import { ServiceError } from '../../../gateway/errors';
import { allowOnObject, missing } from '../access';
import { type Call, empty, header, type Operation, xmlResponse } from '../call';
import { checkedRetention } from '../described';
import type { Retention, Version } from '../model';
import { document, parse, textOf } from '../xml';
import { noSuchVersion } from './find-version';

const MAX_BODY = 64 * 1024;

export const getObjectRetention: Operation = (call) => {
  allowOnObject(call, 'GetObjectRetention');
  const { retention } = named(call);
  if (!retention) {
    throw new ServiceError(
      'NoSuchObjectLockConfiguration',
      'The specified object does not have a ObjectLock configuration',
      404,
    );
  }
  return xmlResponse(document('Retention', { Mode: retention.mode, RetainUntilDate: retention.until }));
};

/** Retention only ever gets longer; in governance mode those may shorten it who may bypass it. */
export const putObjectRetention: Operation = async (call) => {
  const request = parse((await readBody(call.request.body, MAX_BODY)).toString('utf8'));
  const retention = checkedRetention(call, textOf(request, 'Mode'), textOf(request, 'RetainUntilDate'));
  allowOnObject(call, 'PutObjectRetention', {
    's3:object-lock-mode': retention.mode,
    's3:object-lock-retain-until-date': retention.until,
  });
  const version = named(call);
  if (version.retention) refuseWeaker(call, version.retention, retention);
  call.bucket.objects.amend({ ...version, retention });
  return empty(200);
};

/** Tags cannot be set here, so every object has none; `aws s3 cp` asks. */
export const getObjectTagging: Operation = (call) => {
  allowOnObject(call, call.request.query.has('versionId') ? 'GetObjectVersionTagging' : 'GetObjectTagging');
  named(call);
  return xmlResponse(document('Tagging', { TagSet: '' }));
};

function refuseWeaker(call: Call, before: Retention, after: Retention): void {
  const running = new Date(before.until) > call.s3.context.now();
  const weaker = after.until < before.until || (before.mode === 'COMPLIANCE' && after.mode !== 'COMPLIANCE');
  if (!running || !weaker) return;
  if (before.mode === 'GOVERNANCE' && header(call, 'x-amz-bypass-governance-retention') === 'true') {
    allowOnObject(call, 'BypassGovernanceRetention');
    return;
  }
  throw new ServiceError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
}

function named(call: Call): Version {
  const id = call.request.query.get('versionId');
  const { objects } = call.bucket;
  const version = id === null ? objects.latest(call.key) : objects.find(call.key, id);
  if (!version && id !== null) throw noSuchVersion();
  if (!version || version.deleteMarker) throw missing(call);
  return version;
}
