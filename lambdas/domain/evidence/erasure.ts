/**
 * The first step of erasure, item by item: what stays is pseudonymous. The recipient id stays, so "was this address
 * told?" is answered for whoever gives the address; hashes stay, so the log and the counts still hold.
 */

/** Fields that name people or companies, or repeat text of the file, by kind of item. */
const TOXIC = {
  exposure: ['address', 'key', 'company', 'group', 'language', 'country'],
  quarantine: ['text'],
  event: ['raw'],
  decision: ['why'],
  notice: [],
} as const satisfies Record<string, readonly string[]>;

export type ErasableKind = keyof typeof TOXIC;

/** The item without what names anybody; undefined when there is nothing to take out, so that no write is needed. */
export function pseudonymous<Item extends object>(kind: ErasableKind, item: Item): Partial<Item> | undefined {
  const fields: readonly string[] = TOXIC[kind];
  if (!fields.some((field) => field in item)) return undefined;
  return Object.fromEntries(
    Object.entries(item).filter(([field]) => !fields.includes(field)),
  ) as Partial<Item>;
}

interface NamedDrop {
  custody: { key: string };
  files?: { name: string; columns: object; ignored: unknown[] }[];
  checkpoint?: string;
}

/** A drop without the object key, the names of files and the headers of columns: all three come from outside. */
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
  };
}
