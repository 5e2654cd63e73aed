import { ServiceError } from '../../gateway/errors';
import { type Call, header } from './call';
import { preconditionFailed } from './commit';
import type { Version } from './model';

/** If-Match and its kin on a read. @param prefix `x-amz-copy-source-` for the source of a copy, which answers 412 only. */
export function checkReadConditions(call: Call, version: Version, prefix = ''): void {
  const unchanged = prefix === '' ? notModified : () => preconditionFailed('If-None-Match');
  const match = header(call, `${prefix}if-match`);
  const noneMatch = header(call, `${prefix}if-none-match`);
  const modifiedSince = time(header(call, `${prefix}if-modified-since`));
  const unmodifiedSince = time(header(call, `${prefix}if-unmodified-since`));
  // HTTP dates have no milliseconds.
  const modified = Math.floor(new Date(version.lastModified).getTime() / 1000) * 1000;
  if (match !== undefined && !names(match, version)) throw preconditionFailed('If-Match');
  if (match === undefined && unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (noneMatch !== undefined && names(noneMatch, version)) throw unchanged();
  if (noneMatch === undefined && modifiedSince !== undefined && modified <= modifiedSince) throw unchanged();
}

const names = (etags: string, { etag }: Version) =>
  etags.split(',').some((one) => one.trim() === '*' || one.trim().replaceAll('"', '') === etag);

function time(value: string | undefined): number | undefined {
  const at = value === undefined ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(at) ? undefined : at;
}

const notModified = () => new ServiceError('NotModified', 'Not Modified', 304);
