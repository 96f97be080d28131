import { describe, expect, it } from '@jest/globals';
import {
  askEachShard,
  askShards,
  byShard,
  shardOf,
  shardsOf,
  takeFromShards,
  takeInTurn,
} from '../../../src/database/shards/ask-shards.ts';
import type { Shard, Sharding, Sql, Transaction } from '../../../src/database/sql.ts';

/** As a place, only what says where it is, in its transactions, too. */
const place = (name: string): Shard => {
  const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    work({ name } as unknown as Transaction);
  return { name, transaction } as unknown as Shard;
};
const nameOf = (sql: Sql): string => (sql as unknown as { name: string }).name;

const plain = place('plain');

/** Accounts by their first character: `0…` is in the first of three shards. */
function distributed(): Sql {
  const shards = ['0', '1', '2'].map(place);
  const sharding: Sharding = {
    shards,
    indexOf: (accountId) => Number(accountId[0]),
    between: (from, to) => shards.slice(from, to + 1),
    pools: [],
    nodes: { urls: [], onChange: () => undefined },
  };
  return { ...place('coordinator'), sharding };
}

const items = ['2a', '0a', '2b', '1a'].map((accountId) => ({ accountId }));

describe('where accounts are asked about', () => {
  it('is one place where all rows are in one', async () => {
    expect(shardsOf(plain)).toEqual([plain]);
    expect(shardOf(plain, '2a')).toBe(plain);
    expect([...byShard(plain, items)]).toEqual([[plain, items]]);
    const asked = await askShards(plain, items, async (sql, own) => own.map((one) => [nameOf(sql), one.accountId]));
    expect(asked).toEqual(items.map(({ accountId }) => ['plain', accountId]));
  });

  it('is the shard of each account where they are in several', async () => {
    const sql = distributed();
    expect(shardsOf(sql).map(nameOf)).toEqual(['0', '1', '2']);
    expect(nameOf(shardOf(sql, '1a'))).toBe('1');
    const asked = await askShards(sql, items, async (shard, own) => [
      [nameOf(shard), ...own.map((one) => one.accountId)],
    ]);
    expect(asked.toSorted()).toEqual([
      ['0', '0a'],
      ['1', '1a'],
      ['2', '2a', '2b'],
    ]);
  });

  it('is nowhere where there are none', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await askShards(plain, [], never)).toEqual([]);
    expect(await askShards(distributed(), [], never)).toEqual([]);
  });
});

describe('while a shard is away', () => {
  const away = new Error('away');
  const answer = async (shard: Sql): Promise<string[]> => {
    if (nameOf(shard) === '1') throw away;
    return [nameOf(shard)];
  };
  const never = () => Promise.reject(away);

  it('what is asked about accounts is not answered in part', async () => {
    await expect(askShards(distributed(), items, answer)).rejects.toBe(away);
    expect(await askShards(distributed(), items.slice(0, 3), answer)).toEqual(['2', '0']);
  });

  it('what is taken of accounts on others is kept, and its error heard when there is nothing else', async () => {
    expect(await takeFromShards(distributed(), items, answer)).toEqual(['2', '0']);
    await expect(takeFromShards(distributed(), items.slice(3), answer)).rejects.toBe(away);
    await expect(takeFromShards(plain, items, never)).rejects.toBe(away);
    expect(await takeFromShards(distributed(), [], never)).toEqual([]);
  });

  it('each of the others answers', async () => {
    expect(await askEachShard(distributed(), answer)).toEqual([['0'], ['2']]);
    await expect(askEachShard(distributed(), never)).rejects.toBe(away);
    await expect(askEachShard(plain, never)).rejects.toBe(away);
  });
});

describe('what is taken up to a limit', () => {
  /** Each shard has as many as are asked for. */
  const plenty = async (shard: Sql, most: number): Promise<string[]> =>
    Array.from({ length: most }, () => nameOf(shard));

  it('comes from another shard first at each call', async () => {
    const sql = distributed();
    const first: (string | undefined)[] = [];
    for (let call = 0; call < 4; call += 1) first.push((await takeInTurn(sql, 2, plenty))[0]);
    expect(first).toEqual(['0', '1', '2', '0']);
  });

  it('is never more than the limit, and from as many shards as it takes', async () => {
    const one = async (shard: Sql): Promise<string[]> => [nameOf(shard)];
    expect(await takeInTurn(distributed(), 2, one)).toEqual(['0', '1']);
    expect(await takeInTurn(distributed(), 9, one)).toEqual(['0', '1', '2']);
    expect(await takeInTurn(plain, 9, one)).toEqual(['plain']);
  });

  it('is kept when another shard is away, whose error is heard when there is nothing else', async () => {
    const away = new Error('away');
    const someButNot = (name: string) => async (shard: Sql) => {
      if (nameOf(shard) === name) throw away;
      return [nameOf(shard)];
    };
    const sql = distributed();
    expect(await takeInTurn(sql, 9, someButNot('1'))).toEqual(['0', '2']);
    expect(await takeInTurn(sql, 9, someButNot('1'))).toEqual(['2', '0']);
    const none = (shard: Sql) => (nameOf(shard) === '1' ? Promise.reject(away) : Promise.resolve([]));
    await expect(takeInTurn(sql, 9, none)).rejects.toBe(away);
    await expect(takeInTurn(plain, 9, () => Promise.reject(away))).rejects.toBe(away);
  });
});
