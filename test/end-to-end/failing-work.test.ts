// Work that cannot be done, for whatever reason, is tried again and seen in the log; the gateway goes on serving everybody.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toPublicId } from '../../src/database/index.ts';
import { ask } from '../support/gateway-client.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { buildGateway, freePort, type GatewayProcess, spawnGateway, untilServing } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';
import { waitUntil } from '../support/wait-until.ts';

const OPERATOR_KEY = `tg_failing_operator_${randomUUID()}`;
const DEMO_KEY = `tg_failing_${randomUUID()}`;

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;
let gateway: GatewayProcess;

beforeAll(() => {
  buildGateway();
});

beforeEach(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder();
  gateway = spawnGateway({
    PORT: String(await freePort()),
    DATABASE_URL: database.applicationUrl,
    MIGRATION_DATABASE_URL: database.url,
    DATA_DIR: folder.path,
    DEMO_API_KEY: DEMO_KEY,
    OPERATOR_API_KEY: OPERATOR_KEY,
  });
  await untilServing(gateway);
});

afterEach(async () => {
  gateway.child.kill('SIGTERM');
  await gateway.ended;
  await database.drop();
  folder.remove();
});

const sql = (text: string) => withClient(database.url, (client) => client.query(text));
const query = (text: string, variables: object = {}, key = DEMO_KEY) =>
  ask(gateway.url, { query: text, variables }, { key });

async function generate(key = DEMO_KEY): Promise<string> {
  const { data } = await query(GENERATE, { input: generateInput() }, key);
  return data.generate.generation.id;
}

async function grant(accountId: string): Promise<void> {
  const input = {
    accountId: toPublicId('acct', accountId),
    credits: '10',
    source: 'PROMOTION',
    idempotencyKey: 'grant',
  };
  const { data } = await query(
    'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { userErrors { code } } }',
    { input },
    OPERATOR_KEY,
  );
  expect(data.grantCredits.userErrors).toEqual([]);
}

async function statusOf(id: string, key = DEMO_KEY): Promise<unknown> {
  const { data } = await query('query ($id: ID!) { generation(id: $id) { status } }', { id }, key);
  return data?.generation.status;
}

/** Errors and warnings that were logged. */
const failures = (): string =>
  gateway
    .output()
    .split('\n')
    .filter((line) => /"level":[45]0/.test(line))
    .join('\n');

/** Its process never ended, and no failure was left to the last net. */
function expectAlive(): void {
  expect([gateway.child.exitCode, gateway.child.signalCode]).toEqual([null, null]);
  expect(gateway.output()).not.toContain('a failure that nobody waited for');
}

async function expectServing(): Promise<void> {
  const id = await generate();
  await waitUntil('a new generation has ended', async () => (await statusOf(id)) === 'SUCCEEDED');
  expect((await query(BALANCE)).status).toBe(200);
  expectAlive();
}

const wakeUp = () => sql(`select graphile_worker.add_job('generate')`);

describe('a job that cannot be done', () => {
  it('fails, is tried again, is seen in the log, and is done when the cause is gone', async () => {
    await sql(`alter table generation add constraint refuses check (status <> 'RUNNING') not valid`);
    const id = await generate();
    await wakeUp();
    await waitUntil('it was tried twice', async () => {
      expectAlive();
      const { rows } = await sql('select last_error from graphile_worker.jobs where attempts >= 2');
      return String(rows[0]?.last_error).includes('refuses');
    });
    expect(failures()).toContain('violates check constraint');
    expect((await query(BALANCE)).status).toBe(200);
    await sql('alter table generation drop constraint refuses');
    await waitUntil('it has ended', async () => (await statusOf(id)) === 'SUCCEEDED');
    await waitUntil('the job is done', async () => (await sql('select from graphile_worker.jobs')).rows.length === 0);
    await expectServing();
  });

  it('of one customer keeps no other from being served', async () => {
    const { rows } = await sql(`select id from account where name = 'Demo'`);
    const others = await sql(`select id from account where name <> 'Demo'`);
    expect([rows.length, others.rows.length]).toEqual([1, 1]);
    const demo = String(rows[0]?.id);
    await sql(
      `alter table generation add constraint refuses check (status <> 'RUNNING' or account_id <> '${demo}') not valid`,
    );
    const mine = await Promise.all(Array.from({ length: 20 }, () => generate()));
    await wakeUp();
    await grant(String(others.rows[0]?.id));
    const theirs = await generate(OPERATOR_KEY);
    await waitUntil('the other one has ended', async () => (await statusOf(theirs, OPERATOR_KEY)) === 'SUCCEEDED');
    expect(new Set(await Promise.all(mine.map((id) => statusOf(id))))).toEqual(new Set(['QUEUED']));
    await sql('alter table generation drop constraint refuses');
    await waitUntil('all have ended', async () => {
      const states = await Promise.all(mine.map((id) => statusOf(id)));
      return states.every((status) => status === 'SUCCEEDED');
    });
    expectAlive();
  });

  it('whose end cannot be written down does not end the queue for good', async () => {
    const lock =
      'before delete or update on graphile_worker._private_jobs for each row when (old.locked_at is not null)';
    await sql(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no end'; end $$`);
    await sql(`create trigger refuses ${lock} execute function refuse()`);
    await wakeUp();
    await waitUntil('the queue has ended', () => gateway.output().includes('job_queue_ended'));
    expectAlive();
    await sql('drop trigger refuses on graphile_worker._private_jobs');
    await waitUntil('a new job is done by a new queue', async () => {
      const { rows } = await sql('select from graphile_worker.jobs where locked_at is null');
      if (rows.length === 0) await wakeUp();
      const { rows: left } = await sql('select from graphile_worker.jobs where locked_at is null');
      return left.length === 0;
    });
    await expectServing();
  });
});

describe('background work that the database refuses', () => {
  it('goes on when it is let again, whatever it was', async () => {
    const { rows } = await sql(`select distinct grantee as role from information_schema.role_table_grants
      where table_name = 'generation' and grantee <> current_user and privilege_type = 'UPDATE'`);
    const role = String(rows[0]?.role);
    const { rows: grants } = await sql(`select table_schema || '.' || quote_ident(table_name) as place,
      string_agg(privilege_type, ', ') as rights from information_schema.role_table_grants
      where grantee = '${role}' and table_schema = 'public' group by 1`);
    for (const { place } of grants) await sql(`revoke all on ${place} from "${role}"`);
    await wakeUp();
    const EXPECTED = ['scan_failed', 'webhooks_not_dispatched', 'job_queue', 'the recovery of automatic'];
    await waitUntil('each of them has failed', async () => {
      expectAlive();
      await query(BALANCE);
      return EXPECTED.every((what) => failures().includes(what));
    });
    for (const { place, rights } of grants) await sql(`grant ${rights} on ${place} to "${role}"`);
    await expectServing();
  });
});
