// Which of this release's migrations a database does not have: none, after a start of this release; some, when it was restored
// from before it.
import type { Sql } from '../database/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';

const DONE = 'select name from mikro_orm_migrations';

export async function pendingMigrations(sql: Sql): Promise<string[]> {
  const done = new Set((await sql.rows<{ readonly name: string }>(DONE)).map(({ name }) => name));
  return namesOfMigrations().filter((name) => !done.has(name));
}

function namesOfMigrations(): string[] {
  const list = ormConfig.migrations?.migrationsList ?? [];
  return list.map((migration) => ('name' in migration ? migration.name : ''));
}
