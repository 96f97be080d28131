// CSV as it arrives: pieces of text in, whole rows out. A cell without quotes that is empty is none at all.
import { unguarded } from '../../downloads/index.ts';

export type CsvRow = readonly (string | undefined)[];

export interface CsvReader {
  /** The rows that are whole by now. */
  read(piece: string): CsvRow[];
  /** True when the text ended with a row. */
  isAtEnd(): boolean;
}

const QUOTE = '"';

export function createCsvReader(): CsvReader {
  let rest = '';
  return {
    read: (piece) => {
      rest += piece;
      const rows: CsvRow[] = [];
      let begin = 0;
      for (let end = endOfRow(rest, begin); end >= 0; end = endOfRow(rest, begin)) {
        rows.push(cellsOf(rest.slice(begin, end)));
        begin = end + 2;
      }
      rest = rest.slice(begin);
      return rows;
    },
    isAtEnd: () => rest === '',
  };
}

/** Where the row's line break is; -1 while it has not arrived. Line breaks within quotes are none. */
function endOfRow(text: string, begin: number): number {
  let from = begin;
  for (;;) {
    const end = text.indexOf('\r\n', from);
    if (end < 0) return -1;
    const quote = text.indexOf(QUOTE, from);
    if (quote < 0 || quote > end) return end;
    const closing = text.indexOf(QUOTE, quote + 1);
    if (closing < 0) return -1;
    from = closing + 1;
  }
}

function cellsOf(row: string): CsvRow {
  if (!row.includes(QUOTE)) return row.split(',').map((cell) => (cell === '' ? undefined : unguarded(cell)));
  const cells: (string | undefined)[] = [];
  let at = 0;
  while (at <= row.length) {
    const isQuoted = row[at] === QUOTE;
    const end = isQuoted ? endOfQuoted(row, at) : commaOrEnd(row, at);
    cells.push(isQuoted ? unquoted(row.slice(at + 1, end - 1)) : plain(row.slice(at, end)));
    at = end + 1;
  }
  return cells;
}

const plain = (cell: string): string | undefined => (cell === '' ? undefined : unguarded(cell));
const unquoted = (cell: string): string => unguarded(cell.replaceAll('""', QUOTE));

function commaOrEnd(row: string, from: number): number {
  const comma = row.indexOf(',', from);
  return comma < 0 ? row.length : comma;
}

/** Behind the closing quote. */
function endOfQuoted(row: string, from: number): number {
  for (let at = from + 1; at < row.length; at += 1) {
    if (row[at] !== QUOTE) continue;
    if (row[at + 1] !== QUOTE) return at + 1;
    at += 1;
  }
  return row.length + 1;
}
