/**
 * The tag files of a bag (RFC 8493). The signature is over tagmanifest-sha256.txt, which covers every tag file and,
 * through manifest-sha256.txt, every payload file: names and bytes, not the ZIP around them.
 */

export const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

export const MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';
export const SIGNATURE = 'signature.der';
export const PUBLIC_KEY = 'public-key.pem';
export const VERIFIER = 'verify.mjs';

export const README = 'README.txt';

const BOTH = [
  'summary.json',
  'reconciliation.json',
  'files.json',
  'clocks.json',
  'report.html',
  'report.pdf',
];

/** What each pack has in any case, below `data/`: one that lists less was made by somebody else. */
export const PAYLOAD = {
  evidence: [
    ...BOTH,
    'incident.json',
    'recipients.csv',
    'exposures.csv',
    'companies.csv',
    'second-route.csv',
    'quarantine.csv',
    'events.jsonl',
    'log.jsonl',
    'anchors.json',
  ],
  regulator: BOTH,
} as const;

/** One file of a bag: its path below the bag's folder, the SHA-256 of its bytes, and their number. */
export interface BagFile {
  path: string;
  sha256: string;
  bytes: number;
}

/** A manifest in the form `sha256sum -c` reads, sorted by path. Our paths hold no character that BagIt escapes. */
export function manifestText(files: readonly BagFile[]): string {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}

/**
 * bag-info.txt. `Internal-Sender-Identifier` names the bag's folder, so that even its name is covered by the
 * signature.
 */
export function bagInfoText(
  folder: string,
  facts: readonly [string, string][],
  payload: readonly BagFile[],
): string {
  const bytes = payload.reduce((sum, file) => sum + file.bytes, 0);
  const lines: [string, string][] = [
    ...facts,
    ['Internal-Sender-Identifier', folder],
    ['Payload-Oxum', `${bytes}.${payload.length}`],
  ];
  return lines.map(([label, value]) => `${label}: ${value.replaceAll(/[\r\n]+/g, ' ')}\n`).join('');
}
