import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import {
  type AccountRange,
  type LedgerVerification,
  type RangeWorker,
  type VerificationProgress,
  verifyAll,
  verifyRange,
} from '../../../src/ledger/index.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';

const ACCOUNTS = 450;
let world: LedgerWorld;
const accounts: string[] = [];

beforeAll(async () => {
  world = await createLedgerWorld();
  const opened = await Promise.all(Array.from({ length: ACCOUNTS }, () => world.newAccount('1')));
  accounts.push(...opened.toSorted());
});

afterAll(() => world.close());

interface Seen {
  readonly ranges: AccountRange[];
  readonly progress: VerificationProgress[];
  readonly damage: LedgerVerification[];
}

async function verify(workers: number, change: (worker: RangeWorker) => RangeWorker = (worker) => worker) {
  const seen: Seen = { ranges: [], progress: [], damage: [] };
  const worker: RangeWorker = (range) => {
    seen.ranges.push(range);
    return verifyRange(world.database, range);
  };
  const result = await verifyAll({
    sql: world.database,
    workers: Array.from({ length: workers }, () => change(worker)),
    onProgress: (progress) => seen.progress.push(progress),
    onDamage: (verification) => seen.damage.push(verification),
  });
  return { result, seen };
}

describe('verifyAll', () => {
  it.each([1, 3])('verifies every account once, with %i workers', async (workers) => {
    const { result, seen } = await verify(workers);
    expect(result).toEqual({ allAccounts: ACCOUNTS, accounts: ACCOUNTS, transactions: ACCOUNTS, damaged: 0 });
    expect(seen.damage).toEqual([]);
    expect(seen.progress.at(-1)).toEqual(result);
  });

  it('leaves no id out between its ranges, nor before the first and after the last', async () => {
    const { ranges } = (await verify(1)).seen;
    expect(ranges.length).toBeGreaterThan(2);
    expect(ranges[0]?.from).toBe('00000000-0000-0000-0000-000000000000');
    expect(ranges.at(-1)?.to).toBe('ffffffff-ffff-ffff-ffff-ffffffffffff');
    const number = (id: string | undefined): bigint => BigInt(`0x${id?.replaceAll('-', '')}`);
    ranges.slice(1).forEach((range, index) => expect(number(range.from)).toBe(number(ranges[index]?.to) + 1n));
  });

  it('names every damaged account, and rows that belong to no wallet', async () => {
    const [first, middle] = [accounts[0], accounts[200]];
    const orphan = newId();
    const wallets = 'update wallet set available = available + 1 where account_id = any($1)';
    await world.database.rows(wallets, [[first, middle]]);
    await world.database.rows(`insert into key_spend (account_id, api_key_id, quarter_hour) values ($1, $2, 1995000)`, [
      orphan,
      newId(),
    ]);
    const { result, seen } = await verify(2);
    expect(result).toMatchObject({ accounts: ACCOUNTS + 1, damaged: 3 });
    const problems = new Map(seen.damage.map((one) => [one.accountId, one.problems.join()]));
    expect(problems.get(String(first))).toMatch(/wallet: available is 1000001/);
    expect(problems.get(String(middle))).toMatch(/wallet: available is 1000001/);
    expect(problems.get(orphan)).toMatch(/no wallet/);
  });

  it('fails when one of its workers fails, and gives the others nothing more', async () => {
    let calls = 0;
    const failing = (worker: RangeWorker): RangeWorker => {
      return (range) => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error('the thread died')) : worker(range);
      };
    };
    await expect(verify(2, failing)).rejects.toThrow('the thread died');
    expect(calls).toBeLessThanOrEqual(3);
  });

  it('sees one moment, however busy the account is meanwhile', async () => {
    const account = await world.newAccount('1000');
    let isDone = false;
    const spend = async (): Promise<void> => {
      while (!isDone) await Promise.all(Array.from({ length: 20 }, () => world.reserve(account, '0.001')));
    };
    const busy = spend();
    for (let round = 0; round < 20; round += 1) {
      const [verification] = await verifyRange(world.database, { from: account, to: account });
      expect(verification?.problems).toEqual([]);
    }
    isDone = true;
    await busy;
  });
});
