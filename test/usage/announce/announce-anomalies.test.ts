// Anomalies are told of once: whoever looks, however often, and after a gateway has died.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database, Transaction } from '../../../src/database/index.ts';
import { toPublicId } from '../../../src/database/index.ts';
import { announceAnomalies, eraseAnomalies } from '../../../src/usage/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { endOrWait } from '../../support/lock-waits.ts';
import { listen, receivedBy } from '../../support/received-webhooks.ts';
import { createAnomalyAccounts } from '../anomaly-accounts.ts';

const DEADLINE_SECONDS = 300;
const DAY_SECONDS = 86_400;

let world: LedgerWorld;
let accounts: ReturnType<typeof createAnomalyAccounts>;

beforeAll(async () => {
  world = await createLedgerWorld();
  accounts = createAnomalyAccounts(world);
});
afterAll(() => world.close());

const servicesOf = (database: Database) => ({
  database,
  now: () => world.clock.now,
  deadlineOf: () => DEADLINE_SECONDS,
});
const round = (database = world.database) => announceAnomalies(servicesOf(database));

async function newListener() {
  const account = await accounts.newAccount();
  await listen(world.database, account.id);
  return account;
}

/** In the order of their numbers. */
const told = async (accountId: string) =>
  (await receivedBy(world.database, accountId))
    .map(({ type, data }) => {
      expect(type).toBe('anomaly.detected');
      return [data['number'], data['kind'], data['severity']];
    })
    .toSorted(([one], [other]) => Number(one) - Number(other));

describe('the look for anomalies', () => {
  it('says nothing of an account where all goes well, however often it looks', async () => {
    const account = await newListener();
    for (const status of ['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'CANCELED', 'QUEUED'] as const) {
      await accounts.make(account, { status });
      await round();
    }
    expect(await told(account.id)).toEqual([]);
  });

  it('tells of a find once, with what shows it, and what to do', async () => {
    const account = await newListener();
    const [plain, forgotten] = [await accounts.make(account), await accounts.make(account, { forgotten: true })];
    expect(plain).toBe(forgotten - 2n);
    expect(await round()).toEqual({ announced: 1, mayHaveMore: false });
    expect(await round()).toEqual({ announced: 0, mayHaveMore: false });
    expect(await receivedBy(world.database, account.id)).toEqual([
      {
        type: 'anomaly.detected',
        data: {
          ...{ number: 1, kind: 'UNKNOWN_ACTIVITY', severity: 'CRITICAL', apiKeyId: toPublicId('key', account.key) },
          message: expect.stringContaining('about generations that the account does not have'),
          remedy: expect.stringContaining('revokeApiKey'),
          evidence: [`txn_${forgotten}`, `txn_${forgotten - 1n}`],
          detectedAt: world.clock.now.toISOString(),
        },
      },
    ]);
  });

  it('tells the others when one account cannot be looked through, and names it, until it can', async () => {
    const [ill, well] = [await newListener(), await newListener()];
    await accounts.make(ill, { status: 'QUEUED', model: 'a/broken' });
    await accounts.make(ill, { forgotten: true });
    await accounts.make(well, { forgotten: true });
    const deadlineOf = (model: string): number => {
      if (model === 'a/broken') throw new Error('no such model');
      return DEADLINE_SECONDS;
    };
    await expect(announceAnomalies({ ...servicesOf(world.database), deadlineOf })).rejects.toThrow(
      `${toPublicId('acct', ill.id)} could not be looked through: Error: no such model`,
    );
    expect([await told(ill.id), (await told(well.id)).length]).toEqual([[], 1]);
    await round();
    expect(await told(ill.id)).toHaveLength(1);
  });

  it('does not tell again what the next transactions stand behind', async () => {
    const account = await newListener();
    await accounts.make(account, { forgotten: true });
    await round();
    accounts.tick(2 * DAY_SECONDS);
    await accounts.make(account);
    await round();
    expect(await told(account.id)).toHaveLength(1);
  });

  it('tells of more of the same the next day, and of what has become worse at once', async () => {
    const account = await newListener();
    await accounts.failures(account, 3);
    await round();
    await accounts.failures(account, 3);
    await round();
    expect(await told(account.id)).toEqual([[1, 'REFUND_STREAK', 'WARNING']]);
    await accounts.failures(account, 4);
    await round();
    accounts.tick(DAY_SECONDS);
    await accounts.failures(account, 1);
    await round();
    await accounts.make(account);
    await accounts.failures(account, 3);
    await round();
    const critical = [2, 3].map((number) => [number, 'REFUND_STREAK', 'CRITICAL']);
    expect(await told(account.id)).toEqual([[1, 'REFUND_STREAK', 'WARNING'], ...critical]);
  });

  it('tells of each model for itself, and in the order of what happened', async () => {
    const account = await newListener();
    await accounts.failures(account, 3, { model: 'a/first' });
    await accounts.make(account, { estimate: '1', cost: '2', model: 'a/second' });
    await accounts.failures(account, 3, { model: 'a/third' });
    expect((await round()).announced).toBe(3);
    expect(await told(account.id)).toEqual([
      [1, 'REFUND_STREAK', 'WARNING'],
      [2, 'HIGH_CHARGE', 'WARNING'],
      [3, 'REFUND_STREAK', 'WARNING'],
    ]);
  });

  it('finds a reservation that got stuck though nothing else happened, and once more when it is critical', async () => {
    const account = await newListener();
    await accounts.make(account, { status: 'RUNNING' });
    await round();
    accounts.tick(DEADLINE_SECONDS + 899);
    await round();
    expect(await told(account.id)).toEqual([]);
    accounts.tick(1);
    expect((await round()).announced).toBe(1);
    await accounts.make(account);
    await round();
    expect(await told(account.id)).toEqual([[1, 'STUCK_RESERVATION', 'WARNING']]);
    accounts.tick(DAY_SECONDS);
    expect((await round()).announced).toBe(1);
    for (let day = 0; day < 3; day += 1) {
      accounts.tick(DAY_SECONDS);
      await accounts.make(account);
      await round();
    }
    expect(await told(account.id)).toEqual([
      [1, 'STUCK_RESERVATION', 'WARNING'],
      [2, 'STUCK_RESERVATION', 'CRITICAL'],
    ]);
  });

  it('looks at every transaction of an account that has more than one look takes, and says that there is more', async () => {
    const account = await newListener();
    await accounts.make(account, { forgotten: true });
    // As if so many had come after it.
    await world.database.rows('update wallet set sequence = sequence + 20000 where account_id = $1', [account.id]);
    expect(await round()).toEqual({ announced: 1, mayHaveMore: true });
    expect((await round()).mayHaveMore).toBe(true);
    expect((await round()).mayHaveMore).toBe(false);
    await world.database.rows('update wallet set sequence = sequence - 20000 where account_id = $1', [account.id]);
    expect(await told(account.id)).toHaveLength(1);
  });
});

describe('the erasure of an account', () => {
  it('takes the words of what it was told, and numbers go on', async () => {
    const account = await newListener();
    await accounts.failures(account, 3);
    await round();
    await eraseAnomalies(world.database, account.id);
    const left = await world.database.rows('select from anomaly where account_id = $1', [account.id]);
    expect(left).toEqual([]);
    accounts.tick(DAY_SECONDS);
    await accounts.failures(account, 1);
    await round();
    expect((await told(account.id)).map(([number]) => number)).toEqual([1, 2]);
  });
});

describe('two gateways that look at the same moment', () => {
  it('tell of a find once: the later one waits, and finds that it was told', async () => {
    const { database: other } = await world.besides();
    for (let repetition = 0; repetition < 5; repetition += 1) {
      const account = await newListener();
      await accounts.failures(account, 3);
      const results = await Promise.all([round(), round(other), round(), round(other)]);
      expect(results.reduce((sum, { announced }) => sum + announced, 0)).toBe(1);
      expect(await told(account.id)).toEqual([[1, 'REFUND_STREAK', 'WARNING']]);
    }
  });

  it('even when both have found it before either has told', async () => {
    const account = await newListener();
    // Its mark is there already: what makes it would be waited for, too.
    await round();
    await accounts.failures(account, 3);
    const { database: other } = await world.besides();
    let later: Promise<{ announced: number }> | undefined;
    // The second begins once the first has found it under its lock, and before it has written anything.
    const halting: Database = {
      ...world.database,
      transaction: <Result>(work: (tx: Transaction) => Promise<Result>) =>
        world.database.transaction((tx) => work({ ...tx, rows: (...given) => halt(tx, ...given) })),
    };
    const halt = async (tx: Transaction, text: string, values?: readonly unknown[]): Promise<never[]> => {
      if (text.startsWith('insert into anomaly_watch as watch')) {
        later ??= round(other);
        expect(await endOrWait(world.database, later)).toBe('waits');
      }
      return tx.rows(text, values);
    };
    expect((await round(halting)).announced).toBe(1);
    expect((await later)?.announced).toBe(0);
    expect(await told(account.id)).toHaveLength(1);
  });

  it('lose nothing when one dies before its COMMIT', async () => {
    const account = await newListener();
    await accounts.failures(account, 3);
    const dying: Database = {
      ...world.database,
      transaction: <Result>(work: (tx: Transaction) => Promise<Result>) =>
        world.database.transaction<Result>(async (tx) => {
          await work(tx);
          throw new Error('the gateway died');
        }),
    };
    await expect(round(dying)).rejects.toThrow('the gateway died');
    expect(await told(account.id)).toEqual([]);
    expect((await round()).announced).toBe(1);
    expect(await told(account.id)).toEqual([[1, 'REFUND_STREAK', 'WARNING']]);
  });
});
