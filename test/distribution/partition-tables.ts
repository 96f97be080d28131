// Turns tables of a migrated database into hash-partitioned ones, as an operator who distributes by account would.
import type { Database, Transaction } from '../../src/database/index.ts';

export const BIG_TABLES = ['wallet', 'lot', 'ledger_transaction', 'key_spend', 'generation', 'attempt'] as const;
const PARTITIONS = 4;

interface TableParts {
  readonly indexes: readonly string[];
  readonly constraints: readonly string[];
  readonly triggers: readonly string[];
  readonly storage: string;
}

/** Same columns, CHECKs, keys, indexes, triggers and storage; the rows move along. */
export async function partitionTables(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    for (const table of BIG_TABLES) await partition(tx, table);
  });
}

async function partition(tx: Transaction, table: string): Promise<void> {
  const parts = await readParts(tx, table);
  await tx.rows(`alter table ${table} rename to ${table}_plain`);
  await tx.rows(
    `create table ${table} (like ${table}_plain including all excluding indexes) partition by hash (account_id)`,
  );
  for (let remainder = 0; remainder < PARTITIONS; remainder += 1) {
    await tx.rows(
      `create table ${table}_${remainder} partition of ${table}
         for values with (modulus ${PARTITIONS}, remainder ${remainder}) ${parts.storage}`,
    );
  }
  await tx.rows(`insert into ${table} select * from ${table}_plain`);
  await tx.rows(`drop table ${table}_plain`);
  for (const statement of [...parts.constraints, ...parts.indexes, ...parts.triggers]) await tx.rows(statement);
  for (let remainder = 0; remainder < PARTITIONS; remainder += 1) {
    // A statement's trigger guards the table that is named, so each partition has its own.
    for (const trigger of parts.triggers) {
      await tx.rows(trigger.replace(` ON public.${table} `, ` ON public.${table}_${remainder} `));
    }
  }
}

/** As SQL that makes them again, oldest first: unique indexes are checked in the order of their making. */
async function readParts(tx: Transaction, table: string): Promise<TableParts> {
  const texts = async (text: string): Promise<string[]> =>
    (await tx.rows<{ text: string }>(text, [table])).map((row) => row.text);
  const [storage = ''] = await texts(
    `select 'with (' || array_to_string(reloptions, ', ') || ')' as text from pg_class
       where oid = $1::regclass and reloptions is not null`,
  );
  return {
    storage,
    constraints: await texts(
      `select format('alter table %s add constraint %I %s', $1::text, conname, pg_get_constraintdef(oid)) as text
         from pg_constraint where conrelid = $1::regclass and contype in ('p', 'u') order by oid`,
    ),
    indexes: await texts(
      `select pg_get_indexdef(indexrelid) as text from pg_index where indrelid = $1::regclass
         and not exists (select from pg_constraint where conindid = indexrelid) order by indexrelid`,
    ),
    triggers: await texts(
      `select pg_get_triggerdef(oid) as text from pg_trigger where tgrelid = $1::regclass and not tgisinternal`,
    ),
  };
}
