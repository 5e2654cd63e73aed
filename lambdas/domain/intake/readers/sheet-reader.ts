import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { extractAddresses } from '../../addresses/extract';
import { Refusal, type RepairCode } from '../../quarantine-codes';
import type { Overrides } from '../dialect/detect';
import type { Findings } from '../found';
import { isCovered } from '../rows/read-row';
import type { Dedupe } from '../seen/dedupe';
import { CellTable } from './cell-table';
import { cellAt, rowNumber, type SheetMarks } from './sheet-marks';
import type { FileReader, ReadReport } from './table-reader';

/** What a sheet's cells refer to and what the workbook says about the sheet. */
export interface SheetSetting {
  /** Texts that cells name by number. */
  shared: readonly string[];
  hidden: boolean;
  marks: SheetMarks;
}

/**
 * Reads one sheet of an .xlsx workbook from its XML, in flat memory. Rows keep their numbers; rows that are not
 * there or empty are blank. Hidden rows and sheets are read like any other and reported: whoever is in them is
 * affected too. Empty rows at the end do not count. A merged cell stands in each of its rows, a link's address in its
 * cell; an address that differs from the cell's, or stands in a comment, gets a column of its own: a person decides.
 */
export class SheetReader implements FileReader {
  private readonly parser = new SaxesParser();
  private readonly decoder = new TextDecoder();
  private readonly table: CellTable;
  private rowNumber = 0;
  private told = 0;
  private hiddenRow = false;
  private cells: string[] = [];
  private column = 0;
  private type = '';
  private text: string | undefined;
  private aside: string[] = [];
  private readonly repairs: { code: RepairCode; line: number }[] = [];
  /** What merged cells hold, by column. */
  private readonly above = new Map<number, { row: number; text: string }>();

  constructor(
    overrides: Overrides,
    dedupe: Dedupe,
    findings: Findings,
    private readonly setting: SheetSetting,
  ) {
    this.table = new CellTable('xlsx', overrides, dedupe, findings);
    this.parser.on('error', () => {
      throw new Refusal('archive-damaged');
    });
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('text', (text) => {
      if (this.text !== undefined) this.text += text;
    });
    this.parser.on('cdata', (text) => {
      if (this.text !== undefined) this.text += text;
    });
    this.parser.on('closetag', (tag) => this.close(tag.name));
  }

  get linesRead(): number {
    return this.table.linesRead;
  }

  *push(bytes: Buffer): Iterable<void> {
    this.parser.write(this.decoder.decode(bytes, { stream: true }));
    yield;
  }

  *end(): Generator<void, ReadReport> {
    this.parser.write(this.decoder.decode()).close();
    yield;
    this.tellRepairs();
    if (this.setting.hidden) this.table.open.repaired('hidden-sheet', 1);
    return { encoding: 'xlsx', ...this.table.end() };
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    switch (localName(name)) {
      case 'row':
        this.rowNumber = Math.max(rowNumber(attributes.r) ?? 0, this.rowNumber + 1);
        this.hiddenRow = attributes.hidden === '1' || attributes.hidden === 'true';
        this.cells = [];
        this.aside = [];
        this.column = 0;
        break;
      case 'c':
        if (attributes.r) this.column = Math.max(0, cellAt(attributes.r).column);
        this.type = attributes.t ?? 'n';
        break;
      case 'v':
      case 't':
        this.text = '';
    }
  }

  private close(name: string): void {
    switch (localName(name)) {
      case 'v':
      case 't': {
        const text = unescapeText(this.text ?? '');
        const value = this.type === 's' ? (this.setting.shared[Number(text)] ?? '') : text;
        // A rich text comes in several runs.
        this.cells[this.column] = (this.cells[this.column] ?? '') + value;
        this.text = undefined;
        break;
      }
      case 'c':
        this.follow(this.setting.marks.links.get(`${this.column}:${this.rowNumber}`));
        this.column++;
        break;
      case 'row':
        this.row();
    }
  }

  private follow(link: string | undefined): void {
    if (!link) return;
    const text = this.cells[this.column] ?? '';
    const { usable, unusable } = extractAddresses(text);
    if (isCovered(link, usable)) return;
    if (usable.length + unusable > 0) this.aside.push(link);
    else {
      this.cells[this.column] = `${text} <${link}>`;
      this.repairs.push({ code: 'linked-address', line: this.rowNumber });
    }
  }

  /** Keeps what is merged downwards, and puts it where it belongs. */
  private fillMerged(cells: string[]): void {
    const { merged, width } = this.setting.marks;
    if (merged.size === 0) return;
    for (let column = 0; column < width; column++) {
      const from = merged.get(`${column}:${this.rowNumber}`);
      const above = this.above.get(column);
      if (from === undefined) this.above.set(column, { row: this.rowNumber, text: cells[column] ?? '' });
      else if (above?.row === from && above.text && !cells[column]) {
        cells[column] = above.text;
        this.repairs.push({ code: 'merged-cell', line: this.rowNumber });
      }
    }
  }

  private row(): void {
    const { links, remarks, width } = this.setting.marks;
    const filled = Array.from(this.cells, (cell) => cell ?? '');
    const remark = remarks.get(this.rowNumber) ?? '';
    if (filled.every((cell) => cell.trim() === '') && !remark) return;
    this.fillMerged(filled);
    const cells = Array.from(filled, (cell) => cell ?? '');
    if (links.size + remarks.size > 0) {
      while (cells.length < width) cells.push('');
      cells[width] = [...this.aside, remark].join(' ').trim();
    }
    this.table.blank(this.rowNumber - this.told - 1);
    this.told = this.rowNumber;
    this.table.row({ line: this.rowNumber, cells, text: () => cells.join('\t') });
    if (this.hiddenRow) this.repairs.push({ code: 'hidden-row', line: this.rowNumber });
    if (this.table.started) this.tellRepairs();
  }

  private tellRepairs(): void {
    for (const { code, line } of this.repairs.splice(0)) this.table.open.repaired(code, line);
  }
}

/** `_x000D_` is how a workbook writes a character that XML cannot hold. */
export const unescapeText = (text: string): string =>
  text.replace(/_x([0-9a-f]{4})_/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
