// Gives the application's role what it needs and takes back what it does not. Run by the owner after every migration,
// in one transaction: a gateway that is running meanwhile never finds a right missing.
import { escapeIdentifier } from 'pg';
import type { Database } from '../connection.ts';
import type { Sql } from '../sql.ts';
import {
  APPEND_ONLY_TABLE,
  APPLICATION_RIGHTS,
  QUEUE_MIGRATIONS,
  QUEUE_RIGHTS,
  QUEUE_SCHEMA,
} from './application-rights.ts';
import { ApplicationRoleError } from './application-role-error.ts';
import { holdsItsRights } from './holds-its-rights.ts';

/** `database` is connected as the owner. Writes nothing where all is as it is to be. @throws ApplicationRoleError when `role` owns the tables itself */
export async function grantApplicationRole(database: Database, role: string): Promise<void> {
  await database.transaction(async (tx) => {
    await refuseOwner(tx, role);
    // The nodes of a distributed database have rights of their own, which are not looked at here.
    if (database.sharding !== undefined || !(await holdsItsRights(tx, role))) await grantAll(tx, role);
    await openQueueRows(tx, role);
  });
}

async function grantAll(sql: Sql, role: string): Promise<void> {
  const grantee = escapeIdentifier(role);
  for (const statement of [...ourGrants(await currentSchema(sql), grantee), ...queueGrants(grantee)]) {
    await sql.rows(statement);
  }
}

/** To take rights from an owner would not help: it can give them to itself. */
async function refuseOwner(sql: Sql, role: string): Promise<void> {
  const [table] = await sql.rows<{ owner: string }>(
    `select pg_get_userbyid(relowner) as owner from pg_class where oid = to_regclass($1)`,
    [APPEND_ONLY_TABLE],
  );
  if (table?.owner !== role) return;
  throw new ApplicationRoleError(
    `The role "${role}", which the gateway runs as, owns the tables, so that nothing can be kept from it. Hand them ` +
      'over to the role of MIGRATION_DATABASE_URL, as a superuser in this database: ' +
      `REASSIGN OWNED BY ${escapeIdentifier(role)} TO <owner>; then start again.`,
  );
}

async function currentSchema(sql: Sql): Promise<string> {
  const [row] = await sql.rows<{ schema: string }>('select current_schema() as schema');
  return escapeIdentifier(row?.schema ?? 'public');
}

function ourGrants(schema: string, grantee: string): string[] {
  return [
    `revoke create on schema ${schema} from ${grantee}`,
    `grant usage on schema ${schema} to ${grantee}`,
    `revoke all on ${Object.keys(APPLICATION_RIGHTS).join(', ')} from ${grantee}`,
    ...Object.entries(APPLICATION_RIGHTS).map(
      ([table, rights]) => `grant ${rights.join(', ')} on ${table} to ${grantee}`,
    ),
  ];
}

function queueGrants(grantee: string): string[] {
  return [
    `grant usage on schema ${QUEUE_SCHEMA} to ${grantee}`,
    `grant ${QUEUE_RIGHTS.join(', ')} on all tables in schema ${QUEUE_SCHEMA} to ${grantee}`,
    `revoke insert, update, delete on ${QUEUE_SCHEMA}.${QUEUE_MIGRATIONS} from ${grantee}`,
    `grant execute on all functions in schema ${QUEUE_SCHEMA} to ${grantee}`,
  ];
}

const CLOSED_QUEUE_TABLES = `select c.relname as "table" from pg_class c
  where c.relnamespace = $1::regnamespace and c.relrowsecurity
    and not exists (select from pg_policy where polrelid = c.oid and polname = $2)`;

/** The queue's tables have row security without a policy, which shows their rows to nobody but their owner. */
async function openQueueRows(sql: Sql, role: string): Promise<void> {
  const name = escapeIdentifier(role);
  for (const { table } of await sql.rows<{ table: string }>(CLOSED_QUEUE_TABLES, [QUEUE_SCHEMA, role])) {
    const target = `${QUEUE_SCHEMA}.${escapeIdentifier(table)}`;
    await sql.rows(`create policy ${name} on ${target} to ${name} using (true) with check (true)`);
  }
}
