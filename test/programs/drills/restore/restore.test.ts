// A database is lost, and restored from a base backup and its archive to a moment under load. What was acknowledged before that
// moment is there; payments that Stripe took afterwards are found; what a provider was doing then is asked about, and what it has to make again is counted.
// `npm run drill -- restore --seconds 20`. docs/operations.md has the guide, and the figures of a run.
import { rmSync, writeFileSync } from 'node:fs';
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
import { type Acknowledged, askOnce, type Customer, startCallers } from '../callers.ts';
import { checkBooks } from '../check-books.ts';
import { DAY_MILLISECONDS, describeDrill, say } from '../describe-drill.ts';
import { type Bought, beginPurchase, openStripeSide, pay, type StripeSide } from './buyers.ts';
import { namedInput, openProviderSide, type ProviderSide } from './provider-side.ts';
import {
  chargesByKey,
  creditedOf,
  isRecovered,
  momentOf,
  namedPayments,
  openGenerations,
  runningSince,
  untilArchived,
} from './read-books.ts';

const SECONDS = Number(process.env['DRILL_SECONDS'] ?? '20');
const CUSTOMERS = 4;
const CALLERS = 8;
/** Of each kind: paid before the moment; begun before it and paid after it; begun and paid after it. */
const PURCHASES = 5;
const LONG = 300_000;
/** Of what was lost, by customers who were told that it was taken. */
const ASKED_AGAIN = 10;
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
  let provider: ProviderSide;

  const configurationOn = (postgres: SystemPostgres) => {
    const configuration = readConfiguration({
      ...{ PORT: '0', DATA_DIR: dataDir, REQUEST_LIMITS: 'off', LOG_LEVEL: 'silent', DEMO_API_KEY: '' },
      ...{ DATABASE_URL: urlOfDatabase(postgres.adminUrl, 'tollgate'), OPERATOR_API_KEY: OPERATOR_KEY },
      ...provider.environment,
      ...{ STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_WEBHOOK_SECRET: stripe.webhookSecret },
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

  beforeAll(async () => {
    giveAway(folder.path);
    stripe = await openStripeSide();
    stops.push(() => stripe.close());
    provider = await openProviderSide();
    stops.push(() => provider.close());
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
      const load = startCallers({ url, customers, callers: CALLERS, inputFor: namedInput });
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
      const [madeBefore, attemptsBefore] = [provider.jobsByKey(), provider.attempts()];
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
      const made = provider.jobsByKey();
      expect(provider.takenTwice()).toEqual([]);
      const begunThen = openThen.filter(({ attempts }) => attempts.some((attempt) => attemptsBefore.has(attempt)));
      for (const { key } of begunThen) expect([key, made.get(key)]).toEqual([key, madeBefore.get(key)]);
      const again = openThen.filter(({ key }) => (made.get(key) ?? 0) > 1);
      for (const { attempts } of again) expect(attempts).toEqual([]);
      const charged = await chargesByKey(books);
      expect([...charged].filter(([, times]) => times > 1)).toEqual([]);
      say(
        `${openThen.length} generations were open at the moment (${runningAt} in the lost database). The provider had the attempts of ` +
          `${begunThen.length}: asked about, none made again. ${again.length} had no attempt yet in the restored books, and the provider ` +
          'had made them all the same: made a second time, paid twice by the shop. Every generation is charged at most once',
      );
      const orphans = [...made.keys()].filter((key) => !charged.has(key));
      say(
        `${orphans.length} jobs of the provider belong to generations that are not in the books any more: charged to nobody`,
      );
      const lostKeys = after.filter(({ idempotencyKey }) => orphans.includes(idempotencyKey)).slice(0, ASKED_AGAIN);
      await askAgain(`http://127.0.0.1:${revived.port}`, lostKeys, customers);
      await waitUntil('what was asked again has ended', async () => (await openGenerations(books)).length === 0, LONG);
      const [madeAgain, chargedAgain] = [provider.jobsByKey(), await chargesByKey(books)];
      for (const { idempotencyKey: key } of lostKeys) {
        expect([key, madeAgain.get(key), chargedAgain.get(key)]).toEqual([key, (made.get(key) ?? 0) + 1, 1]);
      }
      expect(provider.takenTwice()).toEqual([]);
      say(`${lostKeys.length} of those were asked for again under their keys: made a second time, each charged once`);

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

async function askAgain(url: string, lost: readonly Acknowledged[], customers: readonly Customer[]): Promise<void> {
  for (const { accountId, idempotencyKey, generationId } of lost) {
    const { key = '' } = customers.find(({ id }) => id === accountId) ?? {};
    const answer = await askOnce(url, key, namedInput(idempotencyKey));
    expect(answer).toMatchObject({ refusal: undefined, generationId: expect.not.stringContaining(generationId) });
  }
}
