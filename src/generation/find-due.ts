// Generations whose lease has run out: nobody looks after them any more. As many rows are read as there are of these.
import { prepared, type Sql } from '../database/index.ts';
import type { GenerationAddress } from './status-events.ts';

export const FIND_DUE = prepared(
  'generation_find_due',
  `select account_id as "accountId", id from generation where due_at <= $1 order by due_at limit $2`,
);

export function findDue(sql: Sql, now: Date, limit: number): Promise<GenerationAddress[]> {
  return sql.rows<GenerationAddress>(FIND_DUE, [now, limit]);
}
