// A database is lost, and restored from a base backup and its archive to a moment under load. What was acknowledged before that
// moment is there; payments that Stripe took afterwards are found; what providers made is asked about and not made again.
// `npm run drill -- restore --seconds 20`. docs/operations.md has the guide, and the figures of a run.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../../src/config/index.ts';
import { connectDatabase, type Database } from '../../../../src/database/index.ts';
import { ormConfig } from '../../../../src/mikro-orm.config.ts';
import { reconcileCommand } from '../../../../src/server/commands/reconcile-command.ts';
import { createLogger, type Gateway, startGateway } from '../../../../src/server/index.ts';
import { ask } from '../../../support/gateway-client.ts';
import { urlOfDatabase, withClient } from '../../../support/postgres.ts';
import { temporaryFolder } from '../../../support/postgres-processes.ts';
import { giveAway, ownedFolder } from '../../../support/started-program.ts';
import { makePostgres, type SystemPostgres, servePostgres, takeBaseBackup } from '../../../support/system-postgres.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { type Customer, startCallers } from '../callers.ts';
import { checkBooks } from '../check-books.ts';
import { DAY_MILLISECONDS, describeDrill, say } from '../describe-drill.ts';
import { type Bought, beginPurchase, openStripeSide, pay, type StripeSide } from './buyers.ts';

const SECONDS = Number(process.env['DRILL_SECONDS'] ?? '20');
const CUSTOMERS = 4;
const CALLERS = 8;
/** Of each kind: paid before the moment; begun before it and paid after it; begun and paid after it. */
const PURCHASES = 5;
const LONG = 300_000;
const OPERATOR_KEY = 'tg_test_operator_of_the_restore_drill';

const CREATE_ACCOUNT = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { account { id } secret userErrors { code } } }`;
const GRANT = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { userErrors { code } } }`;

describeDrill('restore', ['postgres', 'initdb', 'pg_basebackup'], () => {
  const folder = temporaryFolder();
  const dataDir = join(folder.path, 'gateway');
  const archive = join(folder.path, 'archive');
  const backup = join(folder.path, 'backup');
  const stops: (() => Promise<unknown>)[] = [];
  let stripe: StripeSide;

  const configurationOn = (postgres: SystemPostgres) => {
    const configuration = readConfiguration({
      ...{ PORT: '0', DATA_DIR: dataDir, SANDBOX: 'on', REQUEST_LIMITS: 'off', LOG_LEVEL: 'silent', DEMO_API_KEY: '' },
      ...{ DATABASE_URL: urlOfDatabase(postgres.adminUrl, 'tollgate'), OPERATOR_API_KEY: OPERATOR_KEY },
      ...{ STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_WEBHOOK_SECRET: stripe.webhookSecret, SANDBOX_KEEP_HOURS: '24' },
    });
    const { apiBase } = stripe;
    return { ...configuration, stripe: { ...configuration.stripe, apiBase } };
  };
  const startOn = async (postgres: SystemPostgres): Promise<Gateway> => {
    const logger = createLogger('silent', { write: () => undefined });
    return startGateway(configurationOn(postgres), { logger, say: () => undefined });
  };
  const connect = async (postgres: SystemPostgres): Promise<Database> => {
    const url = urlOfDatabase(postgres.adminUrl, 'tollgate');
    const database = await connectDatabase({ url, orm: ormConfig, poolSize: 2 });
    stops.push(() => database.close());
    return database;
  };

  /** The jobs that the provider has taken, by attempt; more than one file for an attempt would be work done twice. */
  const providersJobs = (): Map<string, number> => {
    const jobs = new Map<string, number>();
    const place = join(dataDir, 'sandbox');
    for (const name of readdirSync(place).filter((file) => file.endsWith('.json'))) {
      const text = readFileSync(join(place, name), 'utf8');
      const attemptId = /"attemptId":"([^"]+)"/.exec(text)?.[1];
      if (attemptId !== undefined) jobs.set(attemptId, (jobs.get(attemptId) ?? 0) + 1);
    }
    return jobs;
  };

  beforeAll(async () => {
    giveAway(folder.path);
    stripe = await openStripeSide();
    stops.push(() => stripe.close());
  }, DAY_MILLISECONDS);

  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop().catch(() => undefined);
    rmSync(folder.path, { recursive: true, force: true });
  }, DAY_MILLISECONDS);

  async function openCustomer(url: string): Promise<Customer> {
    const operator = { key: OPERATOR_KEY };
    const idempotencyKey = crypto.randomUUID();
    const input = { name: 'Drill', planId: 'scale', idempotencyKey };
    const { data } = await ask(url, { query: CREATE_ACCOUNT, variables: { input } }, operator);
    const { account, secret } = data.createAccount;
    const grant = { accountId: account.id, credits: '100000', idempotencyKey, source: 'PROMOTION' };
    await ask(url, { query: GRANT, variables: { input: grant } }, operator);
    return { id: account.id, key: secret };
  }

  it(
    'brings back what was acknowledged before the moment, finds what was paid after it, and charges nothing twice',
    async () => {
      ownedFolder(archive);
      const archiving = {
        archive_mode: 'on',
        archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
        wal_level: 'replica',
      };
      const lost = await makePostgres(folder.path, 'lost', { ...archiving, max_wal_senders: '4' });
      stops.push(() => lost.stop());
      await withClient(lost.adminUrl, (client) => client.query('create database tollgate'));
      const gateway = await startOn(lost);
      const url = `http://127.0.0.1:${gateway.port}`;
      stripe.gatewayUrl = url;
      const customers: Customer[] = [];
      for (let number = 0; number < CUSTOMERS; number += 1) customers.push(await openCustomer(url));
      const load = startCallers({ url, customers, callers: CALLERS });
      stops.push(() => load.abandon());
      await waitUntil('there is load', () => load.acknowledged.length > CALLERS, LONG);
      await takeBaseBackup(lost, backup);
      say(`base backup taken under load, ${load.acknowledged.length} generations acknowledged`);
      const buyer = customers[0] as Customer;
      const begin = (): Promise<Bought[]> =>
        Promise.all(Array.from({ length: PURCHASES }, () => beginPurchase(url, buyer)));
      const [paidBefore, paidAfter] = [await begin(), await begin()];
      for (const one of paidBefore) await pay(one);
      const source = await connect(lost);
      await waitUntil('the first purchases are credited', async () => (await creditedOf(source)) === PURCHASES, LONG);
      await delay(SECONDS * 500);
      const moment = await momentOf(source);
      const { at } = moment;
      await delay(SECONDS * 500);
      for (const one of paidAfter) await pay(one);
      for (const one of await begin()) await pay(one);
      await waitUntil('all purchases are credited', async () => (await creditedOf(source)) === 3 * PURCHASES, LONG);
      await source.rows('select pg_switch_wal()');
      await untilArchived(source);
      const runningAt = await runningSince(source, at);
      await load.stop();
      // Of an immediate stop nothing is written that was not before.
      await lost.program.end('SIGQUIT');
      await gateway.stop();
      const before = load.acknowledged.filter(({ answeredAt }) => answeredAt < at);
      const after = load.acknowledged.filter(({ askedAt }) => askedAt > at);
      const jobsBefore = providersJobs();
      say(
        `the database is lost: ${before.length} generations were acknowledged before the moment, ${after.length} after it`,
      );

      const begun = performance.now();
      writeFileSync(join(backup, 'recovery.signal'), '');
      giveAway(join(backup, 'recovery.signal'));
      const recovering = {
        restore_command: `cp ${archive}/%f %p`,
        recovery_target_time: moment.text,
        recovery_target_action: 'promote',
        archive_mode: 'off',
      };
      const restored = await servePostgres({ dataDir: backup, settings: recovering });
      stops.push(() => restored.stop());
      const books = await connect(restored);
      await waitUntil('the recovery is over', () => isRecovered(books), LONG);
      say(`restored to ${moment.text} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
      expect(await checkBooks(books, customers, before)).toEqual({ lost: [], problems: [] });
      const gone = (await checkBooks(books, [], after)).lost.length;
      expect(gone).toBe(after.length);
      const openThen = await openGenerations(books);
      say(
        `all ${before.length} are there and every ledger is verified; the ${gone} of afterwards are not, as it must be`,
      );

      const revived = await startOn(restored);
      stops.push(() => revived.stop());
      stripe.gatewayUrl = `http://127.0.0.1:${revived.port}`;
      await waitUntil('no generation is open any more', async () => (await openGenerations(books)).length === 0, LONG);
      const jobsAfter = providersJobs();
      const again = openThen.flatMap(({ attempts }) => attempts);
      const asked = again.filter((attempt) => jobsBefore.has(attempt));
      for (const attempt of asked) expect(jobsAfter.get(attempt)).toBe(1);
      expect(await furtherAttempts(books, asked)).toEqual([]);
      const charged = await chargesTwice(books);
      expect(charged).toEqual([]);
      say(
        `${openThen.length} generations were open at the moment (${runningAt} in the lost database); the provider had ${asked.length} of ` +
          'their attempts: asked about, none made again',
      );
      const unknown = [...jobsBefore.keys()].length - (await knownAttempts(books, [...jobsBefore.keys()]));
      say(
        `${unknown} jobs of the provider belong to generations that are not in the books any more: nobody is charged for them`,
      );

      const lines: string[] = [];
      const configuration = { ...configurationOn(restored), port: revived.port };
      const clean = await reconcileCommand({
        configuration,
        say: (line) => lines.push(line),
        note: () => undefined,
        now: () => new Date(),
      });
      for (const line of lines) say(`reconcile: ${line}`);
      expect(await creditedOf(books)).toBe(2 * PURCHASES);
      const found = await namedPayments(books);
      say(
        `${PURCHASES} purchases begun before the moment and paid after it are credited; ` +
          `${found} begun after it are named for a person`,
      );
      expect({ clean, found }).toEqual({ clean: false, found: BigInt(PURCHASES) });
      expect(await checkBooks(books, customers, before)).toEqual({ lost: [], problems: [] });
      say('every ledger is verified');
    },
    DAY_MILLISECONDS,
  );
});

async function creditedOf(database: Database): Promise<number> {
  const [row] = await database.rows<{ count: bigint }>(`select count(*) from purchase where status = 'PAID'`);
  return Number(row?.count);
}

async function untilArchived(database: Database): Promise<void> {
  const [switched] = await database.rows<{ name: string }>(
    'select pg_walfile_name(pg_current_wal_lsn() - 1) as name, pg_current_wal_lsn()',
  );
  await database.rows('select pg_switch_wal()');
  await waitUntil(
    'the archive has it',
    async () => {
      const [row] = await database.rows<{ last: string | null }>(
        'select last_archived_wal as last from pg_stat_archiver',
      );
      return (row?.last ?? '') >= (switched?.name ?? '');
    },
    LONG,
  );
}

/** How many of those that were open at a moment there were, by the database that was lost. */
async function runningSince(database: Database, at: number): Promise<number> {
  const [row] = await database.rows<{ count: bigint }>(
    `select count(*) from generation where created_at <= to_timestamp($1 / 1000.0) and (ended_at is null or ended_at > to_timestamp($1 / 1000.0))`,
    [at],
  );
  return Number(row?.count);
}

async function openGenerations(database: Database): Promise<{ id: string; attempts: string[] }[]> {
  return database.rows(
    `select g.id, coalesce((select array_agg(a.id::text) from attempt a where a.account_id = g.account_id and a.generation_id = g.id), '{}') as attempts
      from generation g where ended_at is null`,
  );
}

async function knownAttempts(database: Database, attempts: readonly string[]): Promise<number> {
  const [row] = await database.rows<{ count: bigint }>('select count(*) from attempt where id::text = any($1)', [
    attempts,
  ]);
  return Number(row?.count);
}

async function chargesTwice(database: Database): Promise<unknown[]> {
  return database.rows(
    `select generation_id from ledger_transaction where type = 'CHARGE' group by account_id, generation_id having count(*) > 1`,
  );
}

interface Moment {
  /** As PostgreSQL writes it. */
  readonly text: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

async function momentOf(database: Database): Promise<Moment> {
  const [row] = await database.rows<{ text: string; at: bigint }>(
    `select now::text as text, floor(extract(epoch from now) * 1000)::bigint as at from clock_timestamp() as now`,
  );
  return { text: row?.text ?? '', at: Number(row?.at) };
}

async function isRecovered(database: Database): Promise<boolean> {
  const [row] = await database.rows<{ recovering: boolean }>('select pg_is_in_recovery() as recovering');
  return row?.recovering === false;
}

async function namedPayments(database: Database): Promise<bigint | undefined> {
  const [row] = await database.rows<{ found: bigint }>(
    `select count(*) as found from reconciliation_finding where code = 'PAYMENT_WITHOUT_CREDITS' and solved_at is null`,
  );
  return row?.found;
}

/** Generations whose attempt the provider had, and that were tried once more all the same. */
async function furtherAttempts(database: Database, attempts: readonly string[]): Promise<unknown[]> {
  return database.rows(
    `select generation_id from attempt where generation_id in (select generation_id from attempt where id::text = any($1))
      group by account_id, generation_id having count(*) > 1`,
    [attempts],
  );
}
