// Rows as CSV or as lines of JSON, a page at a time.
import { csvRow, csvText } from '../../downloads/index.ts';
import type { Column, Row } from '../sources/source.ts';
import type { ExportForm } from '../words.ts';

export interface TableWriter {
  readonly header: string;
  write(rows: readonly Row[]): string;
}

export function createTableWriter(form: ExportForm, columns: readonly Column[]): TableWriter {
  switch (form) {
    case 'CSV':
    case 'FOCUS':
      return csvWriter(columns);
    case 'NDJSON':
      return jsonWriter(columns);
    default:
      return form satisfies never;
  }
}

function csvWriter(columns: readonly Column[]): TableWriter {
  const isNumber = columns.map(({ kind }) => kind === 'NUMBER');
  const toLine = (row: Row): string => {
    let line = '';
    for (let index = 0; index < isNumber.length; index += 1) {
      const cell = row[index];
      if (index > 0) line += ',';
      if (cell !== undefined) line += isNumber[index] === true ? cell : csvText(cell);
    }
    return `${line}\r\n`;
  };
  return { header: csvRow(columns.map(({ name }) => name)), write: (rows) => rows.map(toLine).join('') };
}

/** Every value is a text, so that no reader takes an amount for a float; what is absent is null. */
function jsonWriter(columns: readonly Column[]): TableWriter {
  const names = columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const toLine = (row: Row): string => {
    let line = '';
    for (let index = 0; index < names.length; index += 1) {
      const cell = row[index];
      line += `${names[index] ?? ''}${cell === undefined ? 'null' : JSON.stringify(cell)}`;
    }
    return `${line}}\n`;
  };
  return { header: '', write: (rows) => rows.map(toLine).join('') };
}
