// Connections that die, deadlocks and serialization failures: every caller hears something definite or an error, and
// whoever asks again under the same key gets exactly one effect.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, errorCode, newId } from '../../../src/database/index.ts';
import { companion, createLedger, type Ledger, type LedgerCommand, type Outcome } from '../../../src/ledger/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { changeStatements, locksWallets } from '../../support/change-statements.ts';
import { isCluster } from '../../support/cluster.ts';
import { type CommitCutter, startCommitCutter } from '../../support/commit-cutter.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';
import { lockWaits } from '../../support/lock-waits.ts';
import { withClient } from '../../support/postgres.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** In one storm. */
const CALLS = 300;
const MOST_STORMS = 100;

let world: LedgerWorld;

beforeEach(async () => {
  world = await createLedgerWorld();
});

afterEach(() => world.close());

const reserve = (accountId: string): LedgerCommand => ({
  kind: 'reserve',
  accountId,
  generationId: newId(),
  apiKeyId: newId(),
  amount: credits('1'),
  idempotencyKey: newId(),
  inputHash: 'same',
});

/** Every connection that was lent has come back, or is gone. */
async function expectWhole({ pool }: Database): Promise<void> {
  await waitUntil('no connection is lent', () => pool.totalCount === pool.idleCount && pool.waitingCount === 0);
}

async function expectOnce(accountId: string, effects: number): Promise<void> {
  expect(await world.ledger.balance(accountId)).toMatchObject({
    reserved: credits(String(effects)),
    sequence: BigInt(effects + 1),
  });
  expect((await world.ledger.verify(accountId))?.problems).toEqual([]);
}

// A cluster's nodes are reached past what stands before one server.
const onOneServer = isCluster() ? describe.skip : describe;

onOneServer('when COMMIT is cut off', () => {
  let cutter: CommitCutter;
  let database: Database;
  let ledger: Ledger;

  beforeEach(async () => {
    cutter = await startCommitCutter(world.url);
    database = await connectDatabase({ url: cutter.url, orm: ormConfig });
    ledger = createLedger({ database, now: () => world.clock.now });
  });

  afterEach(async () => {
    await ledger.drain();
    await database.close();
    await cutter.close();
  });

  it('a lone caller whose answer was lost hears that the outcome is unknown, and its key replays the effect', async () => {
    const account = await world.newAccount('10');
    const command = reserve(account);
    cutter.cutNext('answer');
    await expect(ledger.submit({ command })).rejects.toMatchObject({ name: 'CommitUnknownError' });
    await expectOnce(account, 1);
    expect((await ledger.submit({ command })).status).toBe('replayed');
    await expectOnce(account, 1);
  });

  it.each(['answer', 'request'] as const)(
    'a wallet is read again after the %s was lost, not believed',
    async (what) => {
      const account = await world.newAccount('10');
      const apiKeyId = newId();
      await ledger.submit({ command: { ...reserve(account), apiKeyId } as LedgerCommand });
      await ledger.submit({ command: { ...reserve(account), apiKeyId } as LedgerCommand });
      expect(ledger.batches).toMatchObject({ remembered: 1, read: 1 });
      cutter.cutNext(what);
      await expect(ledger.submit({ command: { ...reserve(account), apiKeyId } as LedgerCommand })).rejects.toThrow();
      await ledger.submit({ command: { ...reserve(account), apiKeyId } as LedgerCommand });
      expect(ledger.batches).toMatchObject({ read: 2, changedMeanwhile: 0 });
      await expectOnce(account, what === 'answer' ? 4 : 3);
    },
  );

  it('a lone caller whose COMMIT never arrived hears the same, and its key has the effect then', async () => {
    const account = await world.newAccount('10');
    const command = reserve(account);
    cutter.cutNext('request');
    await expect(ledger.submit({ command })).rejects.toMatchObject({ name: 'CommitUnknownError' });
    expect((await ledger.submit({ command })).status).toBe('applied');
    await expectOnce(account, 1);
  });

  it.each([
    ['answer', 'replayed'],
    ['request', 'applied'],
  ] as const)(
    'a whole batch that lost its %s is answered: %s, each effect and companion once',
    async (what, status) => {
      const account = await world.newAccount('100');
      await world.database.rows('create table noted (item text not null)');
      const note = companion(async (tx, items: readonly string[]) => {
        await tx.rows('insert into noted select unnest($1::text[])', [items]);
      }, 'noted');
      const commands = Array.from({ length: 30 }, () => reserve(account));
      cutter.cutNext(what);
      const outcomes = await Promise.all(commands.map((command) => ledger.submit({ command, companion: note })));
      expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set([status]));
      await expectOnce(account, 30);
      expect(await world.database.rows('select count(*) as count from noted')).toEqual([{ count: 30n }]);
    },
  );

  it('a settlement that is asked again changes nothing, and says what stands', async () => {
    const account = await world.newAccount('10');
    const { generationId } = await world.reserve(account, '2');
    const charge: LedgerCommand = { kind: 'charge', accountId: account, generationId, amount: credits('1') };
    cutter.cutNext('answer');
    await expect(ledger.submit({ command: charge })).rejects.toMatchObject({ name: 'CommitUnknownError' });
    expect(await ledger.submit({ command: charge })).toMatchObject({
      status: 'unchanged',
      transaction: { type: 'CHARGE' },
    });
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('9'), reserved: 0n });
  });

  it('callers who wait while PostgreSQL cannot be reached get the error, nothing is written, and it is safe to ask again', async () => {
    const account = await world.newAccount('1000');
    const commands = Array.from({ length: 500 }, () => reserve(account));
    await cutter.close();
    await waitUntil('the pool knows it', () => database.pool.totalCount === 0);
    const results = await Promise.allSettled(commands.map((command) => ledger.submit({ command })));
    const codes = results.map((result) => (result.status === 'rejected' ? errorCode(result.reason) : 'answered'));
    expect(new Set(codes)).toEqual(new Set(['ECONNREFUSED']));
    await expectOnce(account, 0);
    const again = await Promise.all(commands.map((command) => world.ledger.submit({ command })));
    expect(new Set(again.map((outcome) => outcome.status))).toEqual(new Set(['applied']));
    await expectOnce(account, 500);
  });

  it('the pool keeps no connection that was cut, however often', async () => {
    const account = await world.newAccount('100');
    for (let repetition = 0; repetition < 30; repetition += 1) {
      cutter.cutNext(repetition % 2 === 0 ? 'answer' : 'request');
      await expect(ledger.submit({ command: reserve(account) })).rejects.toThrow();
    }
    await expectWhole(database);
    expect((await ledger.submit({ command: reserve(account) })).status).toBe('applied');
  });
});

onOneServer('when PostgreSQL ends the connections of a gateway in a storm', () => {
  it('every caller is answered in the end, each key with one effect, and the pool is whole', async () => {
    const { ledger, database } = await world.besides();
    const accounts = await Promise.all(Array.from({ length: 6 }, () => world.newAccount('10000')));
    let open = 0;
    const call = async (command: LedgerCommand): Promise<Outcome> => {
      for (;;) {
        try {
          const outcome = await ledger.submit({ command });
          open -= 1;
          return outcome;
        } catch {
          // Asked again, under the same key.
        }
      }
    };
    let [storms, strikes] = [0, 0];
    // On a busy machine a storm may pass before it strikes anything.
    while (strikes === 0 && storms < MOST_STORMS) {
      storms += 1;
      open = CALLS;
      const commands = Array.from({ length: CALLS }, (_, index) => reserve(accounts[index % accounts.length] ?? ''));
      const isStriking = terminateUntil(() => open === 0);
      const outcomes = await Promise.all(commands.map(call));
      strikes += await isStriking;
      expect(outcomes.every(({ status }) => status === 'applied' || status === 'replayed')).toBe(true);
    }
    expect(strikes).toBeGreaterThan(0);
    for (const account of accounts) await expectOnce(account, (storms * CALLS) / accounts.length);
    await expectWhole(database);
  });

  /** Ends a random session of the storm's, again and again; not those of the test itself, which are idle. */
  async function terminateUntil(isOver: () => boolean): Promise<number> {
    let strikes = 0;
    await withClient(world.url, async (client) => {
      for (let round = 0; round < 60 && !isOver(); round += 1) {
        const { rowCount } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
             and application_name = 'tollgate' and state <> 'idle' and pid <> pg_backend_pid() limit 1`,
        );
        strikes += rowCount ?? 0;
      }
    });
    return strikes;
  }
});

describe('when PostgreSQL breaks a transaction off', () => {
  let failures: number;
  const failing = (code: string, times: number) => {
    failures = 0;
    return (database: Database): Database =>
      changeStatements(database, {
        after: async (text) => {
          if (!locksWallets(text) || failures === times) return;
          failures += 1;
          throw Object.assign(new Error('broken off'), { code });
        },
      });
  };

  it.each([
    ['a serialization failure', '40001'],
    ['a deadlock', '40P01'],
    ['a restart', '57P01'],
  ])('%s is tried again, and the caller does not notice', async (_, code) => {
    const account = await world.newAccount('10');
    const { ledger } = await world.besides(failing(code, 4));
    expect((await ledger.submit({ command: reserve(account) })).status).toBe('applied');
    expect(failures).toBe(4);
    await expectOnce(account, 1);
  });

  it('the tries are bounded: the caller gets the error, nothing is written, and the next one is served', async () => {
    const account = await world.newAccount('10');
    const { ledger } = await world.besides(failing('40001', 5));
    await expect(ledger.submit({ command: reserve(account) })).rejects.toMatchObject({ code: '40001' });
    await expectOnce(account, 0);
    expect((await ledger.submit({ command: reserve(account) })).status).toBe('applied');
  });

  it('a real deadlock with a stranger who locks wallets in another order is survived', async () => {
    const accounts = await twoAccountsOfOneLane();
    let deadlocks = 0;
    let isBroken = false;
    // PostgreSQL breaks off whoever has waited for a second when it finds the circle; on a busy machine, the stranger too.
    while (!isBroken && deadlocks < MOST_STORMS) {
      deadlocks += 1;
      isBroken = await meetStranger(accounts);
    }
    expect(isBroken).toBe(true);
    for (const account of accounts) await expectOnce(account, deadlocks);
  });

  /** True when the batch was broken off to let the stranger through. */
  async function meetStranger([first, second]: [string, string]): Promise<boolean> {
    const lock = 'select from wallet where account_id = $1 for update';
    return withClient(world.url, async (stranger) => {
      await stranger.query('begin');
      await stranger.query(lock, [second]);
      const outcomes = Promise.all(
        [first, second].map((account) => world.ledger.submit({ command: reserve(account) })),
      );
      while ((await lockWaits(world.database)) === 0);
      // The batch holds the first wallet and waits for the second: only its end lets this through.
      const isThrough = await stranger.query(lock, [first]).then(
        () => true,
        (error: unknown) => {
          if (errorCode(error) !== '40P01') throw error;
          return false;
        },
      );
      await stranger.query(isThrough ? 'commit' : 'rollback');
      expect((await outcomes).map((outcome) => outcome.status)).toEqual(['applied', 'applied']);
      return isThrough;
    });
  }

  /** In the order of their ids; accounts whose ids end alike, or that are on one shard, share a lane, so that one batch takes both. */
  async function twoAccountsOfOneLane(): Promise<[string, string]> {
    const byLane = new Map<string, string>();
    const laneOf = (account: string): string => String(world.database.sharding?.indexOf(account) ?? account.slice(-1));
    for (;;) {
      const account = await world.newAccount('1000');
      const twin = byLane.get(laneOf(account));
      if (twin !== undefined) return twin < account ? [twin, account] : [account, twin];
      byLane.set(laneOf(account), account);
    }
  }
});
