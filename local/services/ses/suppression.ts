import { StateFile } from './state-file';

export type SuppressionReason = 'BOUNCE' | 'COMPLAINT';
type Entries = Record<string, { reason: SuppressionReason; at: string }>;

/**
 * The account suppression list: addresses that bounced hard or complained. Kept as
 * `suppression-list.json`, which an operator may edit while nothing runs.
 */
export class SuppressionList {
  private readonly file: StateFile<Entries>;
  private readonly entries: Map<string, Entries[string]>;
  private changed = false;

  constructor(directory: string) {
    this.file = new StateFile(directory, 'suppression-list.json');
    this.entries = new Map(Object.entries(this.file.read({})));
  }

  add(address: string, reason: SuppressionReason, at: Date): void {
    if (this.entries.has(fold(address))) return;
    this.entries.set(fold(address), { reason, at: at.toISOString() });
    this.changed = true;
  }

  remove(address: string): void {
    if (this.entries.delete(fold(address))) this.changed = true;
    this.save();
  }

  /** Called once a batch of events, so that many bounces are not as many writes of the whole list. */
  save(): void {
    if (!this.changed) return;
    this.file.write(Object.fromEntries(this.entries));
    this.changed = false;
  }

  /** Whether a send is held back, given the reasons that its configuration set minds. */
  blocks(address: string, reasons: readonly SuppressionReason[]): boolean {
    if (this.entries.size === 0) return false;
    const entry = this.entries.get(fold(address));
    return entry !== undefined && reasons.includes(entry.reason);
  }
}

const fold = (address: string): string => address.toLowerCase();
