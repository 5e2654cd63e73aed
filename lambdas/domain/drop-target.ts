import { INCIDENT_ID } from './ids';

/** Drops outside any incident meet here, in draft: nothing is ignored. */
export const UNFILED = 'unfiled';

/**
 * The incident that an object key belongs to: its first folder, when that is an allowed id.
 *
 * @example dropTarget('acme-2026/list.csv') // 'acme-2026'
 * @example dropTarget('list.csv') // 'unfiled'
 */
export function dropTarget(objectKey: string): string {
  const slash = objectKey.indexOf('/');
  const folder = slash < 0 ? '' : objectKey.slice(0, slash);
  return INCIDENT_ID.test(folder) ? folder : UNFILED;
}

/** `folder/` objects are what consoles make to show an empty folder; they hold no file. */
export const isFolderMarker = (objectKey: string): boolean => objectKey.endsWith('/');

/** What a person would call the file: its key without the incident's folder. */
export function dropName(objectKey: string): string {
  const target = dropTarget(objectKey);
  return objectKey.startsWith(`${target}/`) ? objectKey.slice(target.length + 1) : objectKey;
}
