// The forms that a statement can be taken home in.
import type { Statement } from '../statement.ts';
import { writeStatementCsv } from './statement-csv.ts';
import { type Named, writeStatementPdf } from './statement-pdf.ts';

export const STATEMENT_FORMS = ['pdf', 'csv'] as const;
export type StatementForm = (typeof STATEMENT_FORMS)[number];

export interface WrittenStatement {
  readonly bytes: Buffer;
  readonly mimeType: string;
}

export function writeStatement(form: StatementForm, statement: Statement, named: Named): WrittenStatement {
  switch (form) {
    case 'pdf':
      return { bytes: writeStatementPdf(statement, named), mimeType: 'application/pdf' };
    case 'csv':
      return { bytes: writeStatementCsv(statement), mimeType: 'text/csv; charset=utf-8' };
    default:
      return form satisfies never;
  }
}
