// Which migrations a database has, against those that this release brings. Looks only: makes nothing.
import { errorCode } from './database-errors.ts';
import type { Sql } from './sql.ts';

export interface MigrationState {
  /** Of this release, and not applied yet; in their order. */
  readonly pending: readonly string[];
  /** Applied, and unknown to this release: a newer one was here. */
  readonly unknown: readonly string[];
}

const UNDEFINED_TABLE = '42P01';

/** `names`: those of this release, in their order. */
export async function compareMigrations(sql: Sql, names: readonly string[]): Promise<MigrationState> {
  const applied = await readApplied(sql);
  const known = new Set(names);
  return {
    pending: names.filter((name) => !applied.has(name)),
    unknown: [...applied].filter((name) => !known.has(name)),
  };
}

async function readApplied(sql: Sql): Promise<Set<string>> {
  try {
    const rows = await sql.rows<{ name: string }>('select name from mikro_orm_migrations order by id');
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (errorCode(error) === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}
