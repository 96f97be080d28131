// The gateway's role against a real PostgreSQL: it can do all that a gateway does, and nothing to what was booked.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase } from '../../src/database/index.ts';
import { APPLICATION_RIGHTS } from '../../src/database/roles/application-rights.ts';
import { examineRole, type RoleRights } from '../../src/database/roles/examine-role.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { GENERATE, generateInput } from '../support/gateway-operations.ts';
import { withClient } from '../support/postgres.ts';
import { APPLICATION, OWNER, startTwoRoles, type TwoRoles } from '../support/two-roles.ts';
import { waitUntil } from '../support/wait-until.ts';

const INSUFFICIENT_PRIVILEGE = '42501';
const TRIGGER_REFUSES = '23001';

let roles: TwoRoles;

beforeAll(async () => {
  roles = await startTwoRoles();
  await migrateDatabase(roles.ownerUrl, APPLICATION);
});

afterAll(async () => {
  await roles.stop();
});

const GRANTEE = `"${APPLICATION.replaceAll('"', '""')}"`;

const query = async <Row extends object>(url: string, text: string): Promise<Row[]> =>
  withClient(url, async (client) => (await client.query<Row>(text)).rows);

async function standingAt(url: string): Promise<RoleRights> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 1 });
  try {
    return await examineRole(database);
  } finally {
    await database.close();
  }
}

function start(addresses: { DATABASE_URL: string; MIGRATION_DATABASE_URL: string }): Promise<TestGateway> {
  return startTestGateway({ environment: addresses });
}

async function walkTheRoad(gateway: TestGateway): Promise<void> {
  const { key } = await gateway.newAccount('1');
  const { data } = await gateway.ask(GENERATE, { input: generateInput() }, { key });
  const ended = await gateway.ended(data.generate.generation.id, key);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', cost: '0.052' });
}

const HELD = `select relname as "table", array_to_json(array(select privilege_type
    from aclexplode(relacl) join pg_roles r on r.oid = grantee where rolname <> '${OWNER}' order by 1)) as rights
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;

/** Whoever writes a right, even the same one, writes a new version of its row. */
const VERSIONS = `select 'table' as what, oid::int, xmin::text from pg_class where oid >= 16384
  union all select 'schema', oid::int, xmin::text from pg_namespace
  union all select 'function', oid::int, xmin::text from pg_proc where oid >= 16384
  union all select 'policy', oid::int, xmin::text from pg_policy order by 1, 2`;

/** Every right of the role, wherever it has one. */
const ACLS = `select place, privilege_type, is_grantable from (
    select oid::regclass::text as place, relacl as acl from pg_class union all select nspname, nspacl from pg_namespace
    union all select oid::regprocedure::text, proacl from pg_proc
    union all select attrelid::regclass::text || '.' || attname, attacl from pg_attribute) as acls,
    aclexplode(acl) where grantee = '${GRANTEE}'::regrole order by 1, 2`;

describe('the role of the gateway', () => {
  it('takes a gateway through a whole road, with migrations run by the owner', async () => {
    const gateway = await start({ DATABASE_URL: roles.applicationUrl, MIGRATION_DATABASE_URL: roles.ownerUrl });
    await walkTheRoad(gateway);
    const sessions = `select distinct usename from pg_stat_activity where application_name = 'tollgate'`;
    // PostgreSQL takes a moment to end the sessions that migrated.
    await waitUntil('one role is left', async () => (await query(roles.adminUrl, sessions)).length === 1);
    expect(await query(roles.adminUrl, sessions)).toEqual([{ usename: APPLICATION }]);
    await gateway.stop();
    expect(gateway.logs()).not.toContain('append-only');
  });

  it('suffices for a start without the owner once everything is migrated', async () => {
    const gateway = await start({ DATABASE_URL: roles.applicationUrl, MIGRATION_DATABASE_URL: '' });
    await walkTheRoad(gateway);
    await gateway.stop();
  });

  it.each([
    'update ledger_transaction set amount = 0',
    'delete from ledger_transaction',
    'truncate ledger_transaction',
    'select * from ledger_transaction for update',
    'alter table ledger_transaction disable trigger all',
    'alter table ledger_transaction disable trigger ledger_transaction_append_only',
    'drop trigger ledger_transaction_append_only on ledger_transaction',
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
    'create trigger more before insert on ledger_transaction for each row execute function refuse_change()',
    'alter table ledger_transaction drop constraint ledger_transaction_books_check',
    'alter table ledger_transaction owner to current_user',
    'drop table ledger_transaction cascade',
    'create table more (id int)',
    'create schema more',
    'drop schema public cascade',
    'set session_replication_role = replica',
    `set role ${OWNER}`,
    'delete from wallet',
    'truncate wallet',
    `insert into mikro_orm_migrations (name) values ('20991231000000_never')`,
    'update graphile_worker.migrations set breaking = true',
  ])('is refused by privilege: %s', async (statement) => {
    await expect(query(roles.applicationUrl, statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });

  it('cannot give itself a right', async () => {
    await query(roles.applicationUrl, 'grant update on ledger_transaction to current_user'); // PostgreSQL only warns
    expect((await standingAt(roles.applicationUrl)).powers).toEqual([]);
  });

  it('has the trigger behind it, which stops even the owner', async () => {
    await expect(query(roles.ownerUrl, 'delete from ledger_transaction')).rejects.toMatchObject({
      code: TRIGGER_REFUSES,
    });
  });

  it('owns nothing, belongs to nobody, and stands out by nothing', async () => {
    expect(await standingAt(roles.applicationUrl)).toEqual({ role: APPLICATION, missing: [], powers: [] });
    const [role] = await query(
      roles.applicationUrl,
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
         (select count(*)::int from pg_shdepend where refobjid = r.oid and deptype = 'o') as owned
       from pg_roles r where rolname = current_user`,
    );
    expect(new Set(Object.values(role ?? {}))).toEqual(new Set([false, 0]));
  });

  it('has on every table the rights that are written down, and no others', async () => {
    const held = await query<{ table: string; rights: string[] }>(roles.adminUrl, HELD);
    const written = Object.entries(APPLICATION_RIGHTS).map(([table, rights]) => [table, [...rights].sort()]);
    expect(Object.fromEntries(held.map(({ table, rights }) => [table, rights]))).toEqual(Object.fromEntries(written));
  });
});

describe('granting', () => {
  it('takes back what somebody gave by hand, and repeats without effect', async () => {
    await query(roles.ownerUrl, `grant all on ledger_transaction to ${GRANTEE}`);
    expect((await standingAt(roles.applicationUrl)).powers).toEqual([
      'may UPDATE ledger_transaction',
      'may DELETE ledger_transaction',
      'may TRUNCATE ledger_transaction',
      'may TRIGGER ledger_transaction',
    ]);
    await Promise.all([migrateDatabase(roles.ownerUrl, APPLICATION), migrateDatabase(roles.ownerUrl, APPLICATION)]);
    expect((await standingAt(roles.applicationUrl)).powers).toEqual([]);
  });

  it('writes nothing where the role has what it is to have', async () => {
    const before = await query(roles.adminUrl, VERSIONS);
    await migrateDatabase(roles.ownerUrl, APPLICATION);
    expect(await query(roles.adminUrl, VERSIONS)).toEqual(before);
  });

  it.each([
    `grant truncate on lot to ${GRANTEE}`,
    `grant select on lot to ${GRANTEE} with grant option`,
    `grant update (amount) on ledger_transaction to ${GRANTEE}`,
    `grant create on schema public to ${GRANTEE}`,
    `grant update (id) on graphile_worker.migrations to ${GRANTEE}`,
    `grant delete on graphile_worker.migrations to ${GRANTEE}`,
    `revoke insert on lot from ${GRANTEE}`,
    `revoke usage on schema public from ${GRANTEE}`,
    `revoke usage on schema graphile_worker from ${GRANTEE}`,
    `revoke select on graphile_worker._private_jobs from ${GRANTEE}`,
    `revoke execute on all functions in schema graphile_worker from ${GRANTEE}`,
  ])('mends: %s', async (statement) => {
    const before = await query(roles.adminUrl, ACLS);
    await query(roles.adminUrl, `set role ${OWNER}; ${statement}`);
    expect(await query(roles.adminUrl, ACLS)).not.toEqual(before);
    await migrateDatabase(roles.ownerUrl, APPLICATION);
    expect(await query(roles.adminUrl, ACLS)).toEqual(before);
  });

  it.each([
    [
      `grant truncate on graphile_worker._private_jobs to ${GRANTEE}`,
      'revoke truncate on graphile_worker._private_jobs from',
    ],
    [
      `grant select (id) on graphile_worker._private_jobs to ${GRANTEE}`,
      'revoke select (id) on graphile_worker._private_jobs from',
    ],
    [`grant create on schema graphile_worker to ${GRANTEE}`, 'revoke create on schema graphile_worker from'],
    [
      `grant usage on schema public to ${GRANTEE} with grant option`,
      'revoke grant option for usage on schema public from',
    ],
    ['grant update on lot to reporter', 'revoke all on lot from reporter; --'],
    ['grant update (amount) on ledger_transaction to reporter', 'revoke all on ledger_transaction from reporter; --'],
    [
      'create procedure graphile_worker.tidy() language sql as $$ select 1 $$',
      'drop procedure graphile_worker.tidy; --',
    ],
    ['create sequence graphile_worker.numbers', 'drop sequence graphile_worker.numbers; --'],
  ])('leaves alone, and writes nothing for: %s', async (statement, undo) => {
    await query(roles.adminUrl, `create role reporter`);
    await query(roles.adminUrl, `set role ${OWNER}; ${statement}`);
    const before = await query(roles.adminUrl, VERSIONS);
    await migrateDatabase(roles.ownerUrl, APPLICATION);
    expect(await query(roles.adminUrl, VERSIONS)).toEqual(before);
    await query(roles.adminUrl, `set role ${OWNER}; ${undo} ${GRANTEE}`);
    await query(roles.adminUrl, 'drop role reporter');
  });

  it('is refused for a role that owns the tables, with the way out', async () => {
    const gateway = start({ DATABASE_URL: roles.ownerUrl, MIGRATION_DATABASE_URL: roles.adminUrl });
    await expect(gateway).rejects.toThrow(`REASSIGN OWNED BY "${OWNER}" TO <owner>`);
  });
});

describe('a gateway start', () => {
  it('names the rights that its role lacks', async () => {
    await query(roles.ownerUrl, `revoke insert on purchase from ${GRANTEE}`);
    await query(roles.ownerUrl, `drop policy ${GRANTEE} on graphile_worker._private_jobs`);
    const gateway = start({ DATABASE_URL: roles.applicationUrl, MIGRATION_DATABASE_URL: '' });
    await expect(gateway).rejects.toThrow(
      /lacks rights: INSERT on purchase, a row security policy on graphile_worker._private_jobs\. .*MIGRATION_DATABASE_URL/,
    );
    await migrateDatabase(roles.ownerUrl, APPLICATION);
  });

  it('notices two addresses that lead to two databases', async () => {
    const elsewhere = new URL(roles.applicationUrl);
    elsewhere.pathname = '/postgres';
    const gateway = start({ DATABASE_URL: elsewhere.href, MIGRATION_DATABASE_URL: roles.ownerUrl });
    await expect(gateway).rejects.toThrow(/lacks rights: SELECT on account.*name the same database/);
  });

  it('says that the trigger stands alone when one role does everything', async () => {
    const gateway = await start({ DATABASE_URL: roles.ownerUrl, MIGRATION_DATABASE_URL: '' });
    await gateway.stop();
    expect(gateway.logs()).toMatch(/"level":30,.*"owns the tables".*append-only rests on the trigger alone/);
  });

  it('warns when the second role can do what the first is there for', async () => {
    const gateway = await start({ DATABASE_URL: roles.adminUrl, MIGRATION_DATABASE_URL: roles.ownerUrl });
    await gateway.stop();
    expect(gateway.logs()).toMatch(/"level":40,.*"is a superuser".*can do more than it should/);
  });

  it('says which user may not migrate', async () => {
    await query(roles.adminUrl, 'create database empty');
    const [app, owner] = [new URL(roles.applicationUrl), new URL(roles.ownerUrl)];
    for (const url of [app, owner]) url.pathname = '/empty';
    const alone = start({ DATABASE_URL: app.href, MIGRATION_DATABASE_URL: '' });
    await expect(alone).rejects.toThrow(/^The user of DATABASE_URL may not/);
    const both = start({ DATABASE_URL: app.href, MIGRATION_DATABASE_URL: owner.href });
    await expect(both).rejects.toThrow(/^The user of MIGRATION_DATABASE_URL may not/);
  });
});
