// An export as other rooms see it.
import type { RowOf } from '../database/index.ts';
import type { ExportEntity } from './entities.ts';

export type ExportRow = RowOf<typeof ExportEntity>;

export type Export = Pick<
  ExportRow,
  | 'accountId'
  | 'id'
  | 'kind'
  | 'form'
  | 'status'
  | 'createdFrom'
  | 'createdBefore'
  | 'createdAt'
  | 'finishedAt'
  | 'manifest'
>;
