import { copyFileSync, linkSync, mkdirSync, readdirSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A second folder that shows the mails of a store, one hard link each, as they are accepted. What it shows is decided
 * by the store alone: mails of another one are taken out when it opens. Where links cannot be made (another disk), it
 * holds copies.
 */
export class MailView {
  private broken = false;

  constructor(
    private readonly store: string,
    private readonly folder: string,
    private readonly report: (text: string) => void,
  ) {}

  /** Shows everything that the store holds, and nothing else. */
  open(): void {
    mkdirSync(this.folder, { recursive: true });
    const kept = new Set(readdirSync(this.store).filter(isMail));
    for (const name of readdirSync(this.folder).filter(isMail)) {
      if (!kept.delete(name)) unlinkSync(join(this.folder, name));
    }
    for (const name of kept) this.add(name);
  }

  /** Never throws: the mail is accepted and kept, whether it can be shown or not. */
  show(id: string): void {
    if (this.broken) return;
    try {
      this.add(`${id}.eml`);
    } catch (error) {
      this.broken = true;
      const { code } = error as NodeJS.ErrnoException;
      this.report(`mails are kept in ${this.store} but no longer shown in ${this.folder}: ${code}`);
    }
  }

  private add(name: string): void {
    const shown = join(this.folder, name);
    try {
      linkSync(join(this.store, name), shown);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (!NO_LINKS.has(code ?? '')) throw error;
      copyFileSync(join(this.store, name), `${shown}.part`);
      renameSync(`${shown}.part`, shown);
    }
  }
}

/** Another disk, or one that knows no links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);

const isMail = (name: string) => name.endsWith('.eml');
