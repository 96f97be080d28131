// A gateway behind a real PgBouncer in transaction mode, whose few sessions all clients share.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database, fromPublicId } from '../../src/database/index.ts';
import { createLedger } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { BALANCE, GENERATE, generateInput } from '../support/gateway-operations.ts';
import { keepsPreparedStatements, type PgBouncer, SESSIONS, startPgBouncer } from '../support/pgbouncer.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';
import { describeWith } from '../support/system-programs.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Receiver, startReceiver } from '../webhooks/webhook-world.ts';

const CREATE_ENDPOINT = `mutation ($url: URL!) { createWebhookEndpoint(input: { url: $url }) {
  endpoint { id } secret userErrors { code } } }`;
const BUY = `mutation ($input: BuyCreditPackInput!) {
  buyCreditPack(input: $input) { purchase { id status } checkoutUrl userErrors { code message } } }`;
const CALLERS = 12;
const RESTARTS = 3;

/** What a gateway says instead of starting. */
async function refusalOf(started: Promise<TestGateway>): Promise<string> {
  try {
    await (await started).stop();
    return 'It started.';
  } catch (error) {
    return (error as Error).message;
  }
}

describeWith(['pgbouncer'], 'what a gateway says of a pooler that shares its sessions', () => {
  let scratch: TestDatabase;
  let pooler: PgBouncer;
  beforeAll(async () => {
    scratch = await createTestDatabase();
    pooler = await startPgBouncer({ users: [scratch.applicationUrl, scratch.url] });
  });
  afterAll(async () => {
    await pooler.stop();
    await scratch.drop();
  });
  const start = (environment: Readonly<Record<string, string>>): Promise<string> =>
    refusalOf(startTestGateway({ environment }));

  it('names the setting that is missing', async () => {
    const through = pooler.through(scratch.applicationUrl);
    const direct = { MIGRATION_DATABASE_URL: scratch.url };
    expect(await start({ DATABASE_URL: through, ...direct })).toMatch(/name .*, in DATABASE_DIRECT_URL/);
    expect(await start({ DATABASE_URL: through, DATABASE_DIRECT_URL: through, ...direct })).toMatch(
      /DATABASE_DIRECT_URL/,
    );
  });

  it('refuses a direct address that is none, or leads elsewhere, and migrations through the pooler', async () => {
    const [through, direct] = [pooler.through(scratch.applicationUrl), scratch.applicationUrl];
    expect(await start({ DATABASE_URL: direct, DATABASE_DIRECT_URL: through })).toMatch(
      /^DATABASE_DIRECT_URL leads through a connection pooler/,
    );
    expect(await start({ DATABASE_URL: through, DATABASE_DIRECT_URL: scratch.url })).toMatch(/must lead to the same/);
    const migrating = { MIGRATION_DATABASE_URL: pooler.through(scratch.url) };
    expect(await start({ DATABASE_URL: through, DATABASE_DIRECT_URL: direct, ...migrating })).toMatch(
      /^MIGRATION_DATABASE_URL leads through/,
    );
  });
});

function describePooled(what: string, settings: Readonly<Record<string, string>>): void {
  describeWith(['pgbouncer'], `a gateway behind PgBouncer, ${what}`, () => {
    let pooler: PgBouncer;
    let gateway: TestGateway;
    let receiver: Receiver;
    let database: Database;

    beforeAll(async () => {
      const scratch = await createTestDatabase();
      pooler = await startPgBouncer({ users: [scratch.applicationUrl], settings });
      await scratch.drop();
      receiver = await startReceiver(() => 200);
      gateway = await startTestGateway({ pooler, environment: { WEBHOOKS_ALLOW_INSECURE: 'true' } });
      database = await connectDatabase({ url: gateway.databaseUrl, orm: ormConfig });
    });

    afterAll(async () => {
      await database.close();
      await gateway.stop();
      await receiver.close();
      await pooler.stop();
    });

    /** As whoever sends the same request again until it is answered. */
    async function generate(key: string, idempotencyKey: string, outcome = 'succeed'): Promise<string> {
      const input = generateInput({ idempotencyKey, parameters: { sandbox: { outcome } } });
      let id: string | undefined;
      await waitUntil('a generation is taken', async () => {
        const { data, errors } = await gateway.ask(GENERATE, { input }, { key });
        // Of what may be asked again, only a full plan is no error of the database.
        const codes = data?.generate?.userErrors?.map(({ code }: { code: string }) => code) ?? [];
        if (errors === undefined && codes.length > 0) expect(codes).toEqual(['CONCURRENCY_LIMIT_REACHED']);
        id = data?.generate?.generation?.id as string | undefined;
        return id !== undefined;
      });
      return id ?? '';
    }

    async function expectVerified(accountId: string): Promise<void> {
      const ledger = createLedger({ database, now: () => new Date() });
      const verification = await ledger.verify(fromPublicId('acct', accountId) ?? '');
      expect(verification).toMatchObject({ ok: true, problems: [] });
    }

    it('sells, generates, tells those who follow, and sends webhooks', async () => {
      const { id, key } = await gateway.newAccount('0');
      await gateway.ask(CREATE_ENDPOINT, { url: receiver.url }, { key });
      const { data } = await gateway.ask(BUY, { input: { packId: 'pack-10', idempotencyKey: 'once' } }, { key });
      const page = await fetch(data.buyCreditPack.checkoutUrl);
      const [, pay = ''] = /action="([^"]+\/pay)"/.exec(await page.text()) ?? [];
      await fetch(new URL(pay, page.url), { method: 'POST' });
      const balance = async () => (await gateway.ask(BALANCE, {}, { key })).data.balance.available;
      await waitUntil('the credits arrive', async () => (await balance()) === '10');
      const generationId = await generate(key, 'one');
      const events = await gateway.follow(generationId, key).completed;
      expect(events.at(-1).generationUpdated).toMatchObject({ terminal: true, generation: { status: 'SUCCEEDED' } });
      await waitUntil('the receiver is told', () =>
        receiver.received.some(({ body }) => body.includes('generation.completed')),
      );
      expect(await balance()).not.toBe('10');
      await expectVerified(id);
    });

    it('hears of the work of another gateway', async () => {
      const second = await startTestGateway({ besides: gateway, pooler });
      const { key } = await gateway.newAccount('10');
      const generationId = await generate(key, 'heard');
      const events = await second.follow(generationId, key).completed;
      expect(events.at(-1).generationUpdated.terminal).toBe(true);
      await second.stop();
    });

    it('loses nothing and does nothing twice when the pooler is restarted again and again under load', async () => {
      const { id, key } = await gateway.newAccount('1000');
      const taken = new Map<string, string>();
      let isOver = false;
      const callers = Array.from({ length: CALLERS }, async () => {
        while (!isOver) {
          const idempotencyKey = randomUUID();
          // Pictures take long to paint; a refund is as many transactions as a charge.
          const outcome = taken.size % 10 === 0 ? 'succeed' : 'fail';
          taken.set(idempotencyKey, await generate(key, idempotencyKey, outcome));
        }
      });
      const more = (what: string): Promise<void> => {
        const before = taken.size;
        return waitUntil(what, () => taken.size > before + CALLERS);
      };
      const strike = async (): Promise<void> => {
        for (let restart = 0; restart < RESTARTS; restart += 1) {
          await more('there is load');
          expect(await sessionsInUse(gateway)).toBeLessThanOrEqual(SESSIONS);
          await pooler.restart();
        }
        await more('it works again');
      };
      try {
        await Promise.race([strike(), Promise.all(callers)]);
      } finally {
        isOver = true;
        await Promise.all(callers);
      }
      for (const generationId of taken.values()) await gateway.ended(generationId, key);
      expect(new Set(taken.values()).size).toBe(taken.size);
      const [counted] = await database.rows<{ generations: bigint; charged: bigint }>(
        `select count(*) as generations, count(*) filter (where cost is not null) as charged from generation where account_id = $1`,
        [fromPublicId('acct', id)],
      );
      expect(counted).toEqual({ generations: BigInt(taken.size), charged: BigInt(taken.size) });
      await expectVerified(id);
      expect((await gateway.ask(BALANCE, {}, { key })).data.balance.reserved).toBe('0');
    });
  });
}

/** Of PostgreSQL, for what goes through the pooler. */
async function sessionsInUse({ databaseUrl, applicationUrl }: TestGateway): Promise<number> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query(
      `select from pg_stat_activity
        where datname = current_database() and usename = $1 and application_name = 'tollgate'`,
      [new URL(applicationUrl).username],
    ),
  );
  return rows.length;
}

// PgBouncer's own advice is not to empty the sessions of transactions: it is the hardest that can be set for what a session keeps.
const UNPREPARED: Readonly<Record<string, string>> = keepsPreparedStatements() ? { max_prepared_statements: '0' } : {};
describePooled('which empties its sessions after every transaction', UNPREPARED);
if (keepsPreparedStatements()) {
  describePooled('which keeps statements prepared', { server_reset_query_always: '0', max_prepared_statements: '200' });
} else {
  describePooled('with the usual settings', { server_reset_query_always: '0' });
}
