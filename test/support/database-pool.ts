// Databases that test files have done with, emptied for those that come: to copy the template takes a quarter of a second and
// writes ten megabytes, and a run asks for many hundreds of databases. One whose schema, rights or first rows were changed is
// not used again.
import { mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Client } from 'pg';

/** What an untouched database answers to `FINGERPRINT`; global setup asks the template. */
export const FINGERPRINT_VARIABLE = 'TOLLGATE_TEST_FINGERPRINT';

/** Where it is rather thrown away: tables that were filled leave their space behind, and slow down who comes next. */
const MOST_GROWTH_BYTES = 8 * 1024 * 1024;
const MOST_FREE = 8;

const CATALOGS = [
  'pg_namespace where true',
  'pg_class where oid >= 16384',
  'pg_attribute where attrelid >= 16384',
  'pg_attrdef where true',
  'pg_constraint where oid >= 16384',
  'pg_index where indexrelid >= 16384',
  'pg_trigger where true',
  'pg_proc where oid >= 16384',
  'pg_type where oid >= 16384',
  'pg_rewrite where oid >= 16384',
  'pg_policy where true',
  'pg_default_acl where true',
  'pg_extension where true',
  'pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())',
];

/** Tables that migrations fill: what is in them belongs to a fresh database. */
const FILLED = ['public.mikro_orm_migrations', 'graphile_worker.migrations'];

/** Every change of a definition writes a new row version, whose transaction is younger than the template's. */
const FINGERPRINT = `select string_agg(part, ' ' order by place) as fingerprint from (${[
  ...CATALOGS,
  ...FILLED.map((table) => `${table} where true`),
]
  .map(
    (from, place) =>
      `select ${place} as place, count(*) || ':' || coalesce(max(xmin::text::bigint), 0) as part from ${from}`,
  )
  .join(' union all ')}) parts`;

/**
 * Without triggers, since the ledger's own refuse that anything is taken from it. Sequences begin anew. Most tables were never
 * written to, and are not even opened.
 */
const EMPTY = `do $$ declare made record; begin
  for made in select format('%I.%I', n.nspname, c.relname) as name, c.relkind from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'graphile_worker') and c.relkind in ('r', 'S')
      and c.relname <> 'mikro_orm_migrations_id_seq'
      and case c.relkind when 'S' then pg_sequence_last_value(c.oid) is not null else pg_relation_size(c.oid) > 0 end loop
    if made.relkind = 'S' then perform setval(made.name::regclass, 1, false);
    elsif made.name <> all ('{${FILLED.join(',')}}') then execute 'delete from ' || made.name;
    end if;
  end loop;
end $$`;

export async function fingerprintOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ fingerprint: string }>(FINGERPRINT);
  return rows[0]?.fingerprint ?? '';
}

/** @throws when a migration fills a table that `FILLED` does not name: it would be empty from the second use on */
export async function assertFilledTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
      where (xpath('/row/c/text()', query_to_xml(format('select count(*) as c from %I.%I', schemaname, relname), false, true,
        '')))[1]::text <> '0'`,
  );
  const others = rows.map(({ name }) => name).filter((name) => !FILLED.includes(name));
  if (others.length > 0) {
    throw new Error(`Migrations fill ${others.join(', ')}: say so in test/support/database-pool.ts`);
  }
}

/** A free database's name, which is the caller's from then on; undefined when there is none. */
export function takeFreeDatabase(): string | undefined {
  return readdirSync(poolFolder()).find(takes);
}

/** Whether another one is worth keeping. */
export function hasRoom(): boolean {
  return readdirSync(poolFolder()).length < MOST_FREE;
}

export function leaveToOthers(name: string): void {
  writeFileSync(join(poolFolder(), name), '');
}

/** Makes a database as good as new. False when it has to be dropped. `client` is connected to it. */
export async function makeFresh(client: Client): Promise<boolean> {
  await endOtherSessions(client);
  const expected = process.env[FINGERPRINT_VARIABLE];
  if (expected === undefined || (await fingerprintOf(client)) !== expected) return false;
  const { rows } = await client.query<{ grown: string }>(
    `select sum(pg_relation_size(oid)) as grown from pg_class where oid >= 16384 and relkind in ('r', 'i')`,
  );
  if (Number(rows[0]?.grown) > MOST_GROWTH_BYTES) return false;
  await client.query('set session_replication_role = replica');
  await client.query(EMPTY);
  return true;
}

/** Whatever a test forgot to close would write into the next one's data. */
async function endOtherSessions(client: Client): Promise<void> {
  const others = `from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await client.query(`select pg_terminate_backend(pid, 10000) ${others}`);
}

/** Whoever removes the file has the database: the file system lets only one do it. */
function takes(name: string): boolean {
  try {
    unlinkSync(join(poolFolder(), name));
    return true;
  } catch {
    return false;
  }
}

/** In the run's own folder, so that it is gone with the run. */
function poolFolder(): string {
  const folder = join(process.env['TMPDIR'] ?? '', 'free-databases');
  mkdirSync(folder, { recursive: true });
  return folder;
}
