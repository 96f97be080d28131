// The room's door: monthly statements, and what the books said at a moment.
export { createStatements, type MonthAsked, type Statements } from './create-statements.ts';
export { periodOfMonth, readMonth } from './decide/month.ts';
export type { Statement, StatementBooks } from './statement.ts';
export { createStatementFiles, STATEMENTS_PATH, type StatementFiles } from './statement-files.ts';
