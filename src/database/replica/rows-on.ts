import type { Pool } from 'pg';
import type { Sql } from '../sql.ts';

/** Statements on a pool, for what needs no entities. */
export const rowsOn = (pool: Pool): Pick<Sql, 'rows'> => ({
  rows: async <Row>(text: string, values: readonly unknown[] = []) =>
    (await pool.query(text, [...values])).rows as Row[],
});
