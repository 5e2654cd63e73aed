/**
 * The first step of erasure, item by item: what stays is pseudonymous. The recipient id stays, so "was this address
 * told?" is answered for whoever gives the address; hashes stay, so the log and the counts still hold.
 */

/** Why no pack is built meanwhile: it would be half of one and half of the other. */
export const ERASING = 'Data of this incident are being erased on schedule: ask again when that is done.';

/** Fields that name people or companies, or repeat text of the file or of a person about it, by kind of item. */
const TOXIC = {
  exposure: ['address', 'key', 'company', 'group', 'language', 'country'],
  quarantine: ['text'],
  event: ['raw'],
  decision: ['why'],
  notice: [],
} as const satisfies Record<string, readonly string[]>;

export type ErasableKind = keyof typeof TOXIC;

/** The item without what names anybody; undefined when there is nothing to take out, so that no write is needed. */
export function pseudonymous<Item extends object>(kind: ErasableKind, item: Item): Item | undefined {
  const blank: Record<string, unknown> = {};
  const known = item as Record<string, unknown>;
  // empty instead of absent: whoever reads the item later still finds a text
  for (const field of TOXIC[kind]) if (known[field]) blank[field] = '';
  if (kind === 'quarantine') Object.assign(blank, pseudonymousDecision(known.decision));
  return Object.keys(blank).length > 0 ? { ...item, ...blank } : undefined;
}

/** What a person decided on a line, without the address they gave and their own words. */
function pseudonymousDecision(decision: unknown) {
  const { address, why, ...rest } = (decision ?? {}) as { address?: string; why?: string };
  return address || why ? { decision: { ...rest, why: '' } } : {};
}

interface NamedDrop {
  custody: { key: string };
  files?: { name: string; columns: object; ignored: unknown[] }[];
  checkpoint?: string;
  fault?: { code: string; detail: string };
  setAside?: { why: string };
}

/** A drop without the object key, the names of files and the headers of columns, which a fault may repeat: all come from outside. */
export function pseudonymousDrop<Drop extends NamedDrop>(drop: Drop): Drop {
  return {
    ...drop,
    custody: { ...drop.custody, key: '' },
    files: drop.files?.map((file) => ({
      ...file,
      name: '',
      columns: { company: null, group: null, email: null },
      ignored: [],
    })),
    checkpoint: undefined,
    fault: drop.fault && { ...drop.fault, detail: '' },
    setAside: drop.setAside && { ...drop.setAside, why: '' },
  };
}
