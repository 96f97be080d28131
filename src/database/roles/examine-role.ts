// Looks at the role that a connection runs as: can it do what the gateway does, and could it undo the ledger?
import type { Sql } from '../sql.ts';
import { APPEND_ONLY_TABLE, QUEUE_RIGHTS, QUEUE_SCHEMA, wantedRights } from './application-rights.ts';

export interface RoleRights {
  readonly role: string;
  /** Rights that the gateway needs and this role lacks, such as `INSERT on purchase`. */
  readonly missing: readonly string[];
  /** What would let it change or remove booked transactions, or make objects, such as `owns the tables`. */
  readonly powers: readonly string[];
}

export async function examineRole(sql: Sql): Promise<RoleRights> {
  const [row] = await sql.rows<RoleRights>(RIGHTS, [...wantedRights(), QUEUE_SCHEMA, QUEUE_RIGHTS, APPEND_ONLY_TABLE]);
  if (row === undefined) throw new Error('the database does not know who is connected');
  return row;
}

/** A right on a table that is not there, or not in the role's search path, is missing too. */
const MISSING = `
  select format('%s on %s', wanted.privilege, wanted.name) as what
  from unnest($1::text[], $2::text[]) as wanted (privilege, name)
  where has_table_privilege(to_regclass(wanted.name), wanted.privilege) is not true
  union all select 'USAGE on schema ' || $3 where not exists (select from pg_namespace n
    where n.nspname = $3 and has_schema_privilege(n.oid, 'USAGE'))
  union all select format('%s on %s.%s', wanted.privilege, $3, c.relname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($4::text[]) as wanted (privilege)
  where n.nspname = $3 and c.relname like '\\_private\\_%' and c.relkind in ('r', 'p')
    and not has_table_privilege(c.oid, wanted.privilege)
  union all select format('a row security policy on %s.%s', $3, c.relname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $3 and c.relkind in ('r', 'p') and row_security_active(c.oid)
    and not exists (select from pg_policy where polrelid = c.oid
      and (0 = any(polroles) or exists (select from unnest(polroles) as member where pg_has_role(member, 'USAGE'))))`;

const POWERS = `
  select 'is a superuser' as what from me where me.rolsuper
  union all select 'may create roles' from me where me.rolcreaterole and not me.rolsuper
  union all select 'owns the database' from pg_database d
    where d.datname = current_database() and pg_has_role(d.datdba, 'MEMBER')
  union all select 'owns the tables' from ledger where pg_has_role(ledger.relowner, 'MEMBER')
  union all select format('may %s %s', privilege, $5)
    from ledger, unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) as privilege
    where has_table_privilege(ledger.oid, privilege)
      or (privilege = 'UPDATE' and has_any_column_privilege(ledger.oid, privilege))
  union all select 'may create tables in schema ' || n.nspname from ledger join pg_namespace n on n.oid = ledger.relnamespace
    where has_schema_privilege(n.oid, 'CREATE')`;

const RIGHTS = `with me as (select * from pg_roles where rolname = current_user),
  ledger as (select * from pg_class where oid = to_regclass($5))
  select current_user as role,
    coalesce((select array_agg(what) from (${MISSING}) as missing), '{}') as missing,
    coalesce((select array_agg(what) from (${POWERS}) as powers), '{}') as powers`;
