// Comma-separated values (RFC 4180) that no spreadsheet takes for formulas.

/** Texts are guarded; numbers are ours and stay numbers, those below zero too. */
export type CsvCell = string | number | bigint | undefined | CsvNumber;

/** A number that is written as text already, such as "-0.052". */
export interface CsvNumber {
  readonly number: string;
}

/** A spreadsheet takes what begins with these for a formula; an apostrophe tells it that it is none. */
const FORMULA = /^[=+\-@\t\r\n']/;
const QUOTED = /[",\r\n]/;

export const csvNumber = (text: string): CsvNumber => ({ number: text });

/** With its line break. */
export function csvRow(cells: readonly CsvCell[]): string {
  let row = '';
  for (let index = 0; index < cells.length; index += 1) {
    if (index > 0) row += ',';
    row += written(cells[index]);
  }
  return `${row}\r\n`;
}

function written(cell: CsvCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'object') return cell.number;
  return typeof cell === 'string' ? csvText(cell) : String(cell);
}

/** One cell. An apostrophe at the beginning gets another one before it, so that `unguarded` gives back what was meant. */
export function csvText(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  // An empty text is not the same as none.
  return guarded === '' || QUOTED.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** What `csvText` was given, out of a cell that a reader of CSV has unquoted. */
export const unguarded = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);
