import { ServiceError } from '../../../gateway/errors';
import { allowOnObject, missing } from '../access';
import type { Call } from '../call';
import type { Version } from '../model';

/**
 * The version a request is about: the one it names, else the latest.
 *
 * @param action IAM action for the latest version; with a version id it ends in `Version`
 * @throws AccessDenied, NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker named by its id
 */
export function findVersion(call: Call, action: string): Version {
  const wanted = call.request.query.get('versionId');
  if (wanted === null) {
    allowOnObject(call, action);
    const latest = call.bucket.objects.latest(call.key);
    if (!latest) throw missing(call);
    if (latest.deleteMarker) throw missing(call, markerHeaders(latest));
    return latest;
  }
  allowOnObject(call, `${action}Version`, { 's3:VersionId': wanted });
  const version = call.bucket.objects.find(call.key, wanted);
  if (!version) throw noSuchVersion();
  if (version.deleteMarker) {
    throw new ServiceError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
      'Sender',
      { headers: markerHeaders(version) },
    );
  }
  return version;
}

export const noSuchVersion = () =>
  new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);

export const markerHeaders = ({ versionId }: Version): Record<string, string> => ({
  'x-amz-delete-marker': 'true',
  ...(versionId !== 'null' && { 'x-amz-version-id': versionId }),
});
