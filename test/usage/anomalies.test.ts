import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/database/index.ts';
import type { Anomaly, Usage } from '../../src/usage/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { openUsage } from '../support/usage-room.ts';
import { type Account, createAnomalyAccounts, START } from './anomaly-accounts.ts';

const EVER = new Date(0);
const DEADLINE_SECONDS = 300;

let world: LedgerWorld;
let usage: Usage;
let accounts: ReturnType<typeof createAnomalyAccounts>;

beforeAll(async () => {
  world = await createLedgerWorld();
  accounts = createAnomalyAccounts(world);
  const { database, clock } = world;
  usage = openUsage({ database, now: () => clock.now, deadlineOf: () => DEADLINE_SECONDS });
});

afterAll(async () => {
  await world.close();
});

type Accounts = typeof accounts;
const newAccount: Accounts['newAccount'] = (...given) => accounts.newAccount(...given);
const make: Accounts['make'] = (...given) => accounts.make(...given);
const failures: Accounts['failures'] = (...given) => accounts.failures(...given);
const tick: Accounts['tick'] = (...given) => accounts.tick(...given);

const look = ({ id }: Account, days = 7): Promise<Anomaly[]> => usage.anomalies(id, { days, since: EVER });

describe('anomalies of an account', () => {
  it('are none while all goes well', async () => {
    const account = await newAccount();
    const statuses = ['SUCCEEDED', 'FAILED', 'CANCELED', 'QUEUED', 'RUNNING'] as const;
    for (const status of statuses) await make(account, { status });
    expect(await look(account)).toEqual([]);
  });

  it('are those of the account that asks', async () => {
    await failures(await newAccount(), 3);
    expect(await look(await newAccount())).toEqual([]);
  });

  it('lie in the days that were asked for, whole UTC days with today', async () => {
    const account = await newAccount(new Date('2026-11-19T23:59:50Z'));
    await failures(account, 3);
    // Two are of the 19th, one is of the 20th: together they are a streak, alone it is none.
    world.clock.now = START;
    expect(await look(account, 3)).toHaveLength(1);
    expect(await look(account, 2)).toEqual([]);
  });
});

describe('a streak of refunds', () => {
  it('is three failed generations of one model in a row, wherever the other models are', async () => {
    const account = await newAccount();
    await failures(account, 2);
    await make(account, { model: 'b/other' });
    expect(await look(account)).toEqual([]);
    const [last] = await failures(account, 1);
    const [found, ...more] = await look(account);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind: 'REFUND_STREAK', severity: 'WARNING', detectedAt: world.clock.now });
    expect(found?.message).toMatch(/^3 generations of a\/image .*\(15 credits\), most often because of PROVIDER_ERROR/);
    expect(found?.evidence).toHaveLength(3);
    expect(found?.evidence[0]).toBe(last);
  });

  it('is ended by a charge, and begins anew after it', async () => {
    const account = await newAccount();
    await failures(account, 2);
    await make(account);
    await failures(account, 2);
    expect(await look(account)).toEqual([]);
    await failures(account, 1);
    const sequences = await failures(account, 1);
    const [found] = await look(account);
    expect(found?.message).toMatch(/^4 generations/);
    expect(found?.evidence.slice(0, 1)).toEqual(sequences);
  });

  it('has nothing to do with what the customer called off', async () => {
    const account = await newAccount();
    await failures(account, 5, { status: 'CANCELED' });
    expect(await look(account)).toEqual([]);
    await failures(account, 2);
    await make(account, { status: 'CANCELED' });
    await failures(account, 1);
    expect((await look(account))[0]?.message).toMatch(/^3 generations/);
  });
});

describe('a high charge', () => {
  it('is far above its own estimate', async () => {
    const account = await newAccount();
    await make(account, { estimate: '1', cost: '1.499999' });
    expect(await look(account)).toEqual([]);
    const sequence = await make(account, { estimate: '1', cost: '1.5' });
    expect(await look(account)).toMatchObject([
      { kind: 'HIGH_CHARGE', severity: 'WARNING', evidence: [sequence], detectedAt: world.clock.now },
    ]);
  });

  it('is far above what the model usually costs here, once it is known', async () => {
    const account = await newAccount();
    for (let index = 0; index < 8; index += 1) await make(account, { estimate: '0.1' });
    const sequence = await make(account, { estimate: '0.5' });
    expect(await look(account)).toEqual([]);
    await make(account, { estimate: '0.1' });
    expect(await look(account)).toMatchObject([{ kind: 'HIGH_CHARGE', severity: 'INFO', evidence: [sequence] }]);
  });
});

describe('unknown activity', () => {
  it('is a transaction about a generation that is not there', async () => {
    const account = await newAccount();
    const sequence = await make(account, { forgotten: true });
    expect(await look(account)).toMatchObject([
      { kind: 'UNKNOWN_ACTIVITY', severity: 'CRITICAL', evidence: [sequence, sequence - 1n] },
    ]);
  });

  it('is a generation asked for with a key that is not there, or with that of another account', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const first = await make(account, { apiKeyId: newId() });
    const second = await make(account, { apiKeyId: other.key });
    expect(await look(account)).toMatchObject([{ kind: 'UNKNOWN_ACTIVITY', evidence: [second - 1n, first - 1n] }]);
  });

  it.each(['revoked_at', 'expires_at'])(
    'is a generation that began a minute after the end of its key (%s)',
    async (end) => {
      const account = await newAccount();
      await world.database.rows(`update api_key set ${end} = $2 where account_id = $1`, [account.id, START]);
      tick(59);
      await make(account);
      expect(await look(account)).toEqual([]);
      const sequence = await make(account);
      const [found] = await look(account);
      expect(found).toMatchObject({ kind: 'UNKNOWN_ACTIVITY', evidence: [sequence - 1n] });
      expect(found?.message).toMatch(
        /^1 transaction \(-5 credits\) with the API key "Robot" .* after its end at 2026-11-21T12:00:00/,
      );
    },
  );
});

describe('a stuck reservation', () => {
  it.each(['QUEUED', 'RUNNING'] as const)('is %s work whose time and grace are over', async (status) => {
    const account = await newAccount();
    const sequence = await make(account, { status });
    tick(DEADLINE_SECONDS + 899);
    expect(await look(account)).toEqual([]);
    tick();
    expect(await look(account)).toMatchObject([
      { kind: 'STUCK_RESERVATION', severity: 'WARNING', evidence: [sequence], detectedAt: world.clock.now },
    ]);
  });

  it('is found however few days are asked for, but not beyond the audit window', async () => {
    const account = await newAccount();
    await make(account, { status: 'RUNNING' });
    tick(20 * 86_400);
    expect(await look(account, 1)).toMatchObject([{ kind: 'STUCK_RESERVATION', severity: 'CRITICAL' }]);
    const since = new Date(world.clock.now.getTime() - 19 * 86_400_000);
    expect(await usage.anomalies(account.id, { days: 1, since })).toEqual([]);
  });

  it('is also one that is held for the operator', async () => {
    const account = await newAccount();
    const sequence = await make(account, { held: true });
    expect(await look(account)).toMatchObject([{ kind: 'STUCK_RESERVATION', severity: 'INFO', evidence: [sequence] }]);
  });
});

describe('what it costs to look', () => {
  it('is bounded by indexes: no table is read as a whole, and the ledger only from its end', async () => {
    const account = await newAccount();
    await make(account);
    const plans: string[] = [];
    const explained = openUsage({
      database: world.database,
      now: () => world.clock.now,
      deadlineOf: () => DEADLINE_SECONDS,
      sql: {
        ...world.database,
        rows: async (text, values) => {
          await world.database.transaction(async (tx) => {
            // The tables are nearly empty here: a plan for them says nothing unless it has to go by an index.
            await tx.rows('set local enable_seqscan = off');
            await tx.rows('set local enable_bitmapscan = off');
            const plan = await tx.rows<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values);
            plans.push(plan.map((line) => line['QUERY PLAN']).join('\n'));
          });
          return world.database.rows(text, values);
        },
      },
    });
    await explained.anomalies(account.id, { days: 365, since: EVER });
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan/);
    expect(plans.join('\n')).toMatch(/Limit\n\s+->\s+Index Scan Backward using ledger_transaction_pkey/);
  });
});
