// Whether the application's role already has what it is to have. A start that grants it all again writes two hundred rows of the
// catalogs, and every session of every running gateway then reads the tables' definitions anew.
import type { Sql } from '../sql.ts';
import {
  APPLICATION_RIGHTS,
  QUEUE_MIGRATIONS,
  QUEUE_RIGHTS,
  QUEUE_SCHEMA,
  wantedRights,
} from './application-rights.ts';

/** False also where the role has more than is written down: on our tables, or on what the queue has migrated. */
export async function holdsItsRights(sql: Sql, role: string): Promise<boolean> {
  const [rights, tables] = wantedRights();
  const values = [role, rights, tables, QUEUE_SCHEMA, QUEUE_RIGHTS, QUEUE_MIGRATIONS, Object.keys(APPLICATION_RIGHTS)];
  const [row] = await sql.rows<{ same: boolean }>(SAME, values);
  return row?.same === true;
}

/** What is to be had, and what was granted to the role itself. What comes by PUBLIC or a membership is not the role's. */
const SAME = `with me as (select oid from pg_roles where rolname = $1),
  queue as (select oid from pg_namespace where nspname = $4),
  ours as (select to_regclass(name)::oid as oid from unnest($7::text[]) as name),
  queued as (select c.oid, c.relname from pg_class c join queue on queue.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f')),
  wanted as (
    select to_regclass(name)::oid as oid, privilege from unnest($2::text[], $3::text[]) as w (privilege, name)
    union all select queued.oid, privilege from queued, unnest($5::text[]) as privilege
      where relname <> $6 or privilege = 'SELECT'
    union all select oid, 'USAGE' from pg_namespace where nspname in (current_schema(), $4)
    union all select p.oid, 'EXECUTE' from pg_proc p join queue on queue.oid = p.pronamespace where p.prokind in ('f', 'a', 'w')),
  acls as (
    select oid, relacl as acl from pg_class where oid in (select oid from ours union all select oid from queued)
    union all select oid, nspacl from pg_namespace where nspname in (current_schema(), $4)
    union all select p.oid, proacl from pg_proc p join queue on queue.oid = p.pronamespace),
  held as (select acls.oid, a.privilege_type as privilege, a.is_grantable from acls, aclexplode(acls.acl) a, me where a.grantee = me.oid)
  select exists (select from me) and not exists (select from ours where oid is null)
    and not exists (select oid, privilege from wanted except select oid, privilege from held)
    and not exists (select from held left join wanted using (oid, privilege)
      where (wanted.oid is null or held.is_grantable) and (
        held.oid in (select oid from ours union all select oid from queued where relname = $6)
        or (held.privilege = 'CREATE' and held.oid = current_schema()::regnamespace)))
    and not exists (select from pg_attribute t, aclexplode(t.attacl) a, me
      where a.grantee = me.oid and t.attrelid in (select oid from ours union all select oid from queued where relname = $6))
    as same`;
