import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { CellTable } from './cell-table';
import type { Dedupe } from './dedupe';
import type { Overrides } from './detect';
import type { Findings } from './found';
import type { FileReader, ReadReport } from './table-reader';

/** What a sheet's cells refer to and what the workbook says about the sheet. */
export interface SheetSetting {
  /** Texts that cells name by number. */
  shared: readonly string[];
  hidden: boolean;
}

/**
 * Reads one sheet of an .xlsx workbook from its XML, in flat memory. Rows keep their numbers; rows that are not
 * there or empty are blank. Hidden rows and sheets are read like any other and reported: whoever is in them is
 * affected too. Empty rows at the end do not count.
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
  private readonly hidden: number[] = [];

  constructor(
    overrides: Overrides,
    dedupe: Dedupe,
    findings: Findings,
    private readonly setting: SheetSetting,
  ) {
    this.table = new CellTable('xlsx', overrides, dedupe, findings);
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
    for (const line of this.hidden) this.table.open.repaired('hidden-row', line);
    if (this.setting.hidden) this.table.open.repaired('hidden-sheet', 1);
    return { encoding: 'xlsx', ...this.table.end() };
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    switch (localName(name)) {
      case 'row':
        this.rowNumber = attributes.r ? Number(attributes.r) : this.rowNumber + 1;
        this.hiddenRow = attributes.hidden === '1' || attributes.hidden === 'true';
        this.cells = [];
        this.column = 0;
        break;
      case 'c':
        if (attributes.r) this.column = columnOf(attributes.r);
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
        const text = this.text ?? '';
        const value = this.type === 's' ? (this.setting.shared[Number(text)] ?? '') : text;
        // A rich text comes in several runs.
        this.cells[this.column] = (this.cells[this.column] ?? '') + value;
        this.text = undefined;
        break;
      }
      case 'c':
        this.column++;
        break;
      case 'row':
        this.row();
    }
  }

  private row(): void {
    const cells = Array.from(this.cells, (cell) => cell ?? '');
    if (cells.every((cell) => cell.trim() === '')) return;
    this.table.blank(this.rowNumber - this.told - 1);
    this.told = this.rowNumber;
    this.table.row({ line: this.rowNumber, cells, text: () => cells.join('\t') });
    if (this.hiddenRow) this.hidden.push(this.rowNumber);
    if (this.table.started)
      for (const line of this.hidden.splice(0)) this.table.open.repaired('hidden-row', line);
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The 0-based column of a cell's name, e.g. 27 of `AB7`. */
function columnOf(reference: string): number {
  let column = 0;
  for (const char of reference) {
    const letter = char.charCodeAt(0) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return Math.min(column, 16_384) - 1;
}
