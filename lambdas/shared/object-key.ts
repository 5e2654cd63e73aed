import { INCIDENT_ID } from '../domain/ids';

/** Where drops go whose key names no incident. */
export const UNFILED = 'unfiled';

/** The key as it is in the bucket: S3 events carry it form-encoded. */
export function decodeObjectKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}

/**
 * The incident a key belongs to: its first folder, if that is an allowed id.
 *
 * @example incidentOfKey('acme-2023/customers.csv') // 'acme-2023'
 */
export function incidentOfKey(key: string): string {
  const slash = key.indexOf('/');
  const folder = slash === -1 ? '' : key.slice(0, slash);
  return INCIDENT_ID.test(folder) ? folder : UNFILED;
}

/** What a person would call the file: the key without its incident. */
export function nameOfKey(key: string): string {
  return incidentOfKey(key) === UNFILED && !key.startsWith(`${UNFILED}/`)
    ? key
    : key.slice(key.indexOf('/') + 1);
}
