// Entities, typed queries and SQL share one transaction, its retries and its failures.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database, newId, type TablesOf } from '../../src/database/index.ts';
import { type ledgerEntities, WalletEntity as Wallet } from '../../src/ledger/entities.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { microCredits } from '../../src/money/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

type Tables = TablesOf<(typeof ledgerEntities)[number]>;

const HEAD = Buffer.alloc(32, 1);

let scratch: TestDatabase;
let database: Database;

beforeAll(async () => {
  scratch = await createTestDatabase();
  database = await connectDatabase({ url: scratch.url, orm: ormConfig });
});

afterAll(async () => {
  await database.close();
  await scratch.drop();
});

const wallet = (accountId: string) => ({
  accountId,
  available: microCredits(9_007_199_254_740_993n),
  headHash: HEAD,
  createdAt: new Date(0),
});
const found = async (accountId: string) => (await database.em().find(Wallet, { accountId })).length;

describe('an empty list', () => {
  it('has nothing in it, whoever asks', async () => {
    const accountId = newId();
    await database.transaction((tx) => tx.em().insert(Wallet, wallet(accountId)));
    const asked = database.tables<Tables>().selectFrom('wallet').select('accountId').where('accountId', '=', accountId);
    expect(await asked.where('sequence', 'in', []).execute()).toEqual([]);
    expect(await asked.where('sequence', 'not in', []).execute()).toEqual([{ accountId }]);
    expect(await database.em().find(Wallet, { accountId, sequence: { $in: [] } })).toEqual([]);
  });
});

describe('a transaction', () => {
  it('sees through SQL and typed queries what its EntityManager flushed, with exact amounts', async () => {
    const accountId = newId();
    await database.transaction(async (tx) => {
      tx.em().create(Wallet, wallet(accountId));
      await tx.em().flush();
      const typed = await tx
        .tables<Tables>()
        .selectFrom('wallet')
        .select(['available', 'headHash', 'createdAt', 'openReservations'])
        .where('accountId', '=', accountId)
        .executeTakeFirstOrThrow();
      expect(typed).toEqual({
        available: 9_007_199_254_740_993n,
        headHash: HEAD,
        createdAt: new Date(0),
        openReservations: 0,
      });
      expect(await tx.rows('select available from wallet where account_id = $1', [accountId])).toEqual([
        { available: 9_007_199_254_740_993n },
      ]);
      expect(await found(accountId)).toBe(0);
    });
    expect(await found(accountId)).toBe(1);
  });

  it('writes at its end what the EntityManager still holds', async () => {
    const accountId = newId();
    await database.transaction((tx) => {
      tx.em().create(Wallet, wallet(accountId));
      return Promise.resolve();
    });
    expect(await found(accountId)).toBe(1);
  });

  it.each(['entities', 'typed queries', 'sql'])('leaves nothing when the error of %s was swallowed', async (how) => {
    const accountId = newId();
    const again = newId();
    await database.transaction((tx) => {
      tx.em().create(Wallet, wallet(again));
      return Promise.resolve();
    });
    const work = database.transaction(async (tx) => {
      tx.send('insert into wallet (account_id, head_hash, created_at) values ($1, $2, now())', [accountId, HEAD]);
      const failing = {
        entities: () => tx.em().insert(Wallet, wallet(again)),
        'typed queries': () => tx.tables<Tables>().insertInto('wallet').values(wallet(again)).execute(),
        sql: () =>
          tx.rows('insert into wallet (account_id, head_hash, created_at) values ($1, $2, now())', [again, HEAD]),
      }[how];
      await failing?.().catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await found(accountId)).toBe(0);
  });

  it('goes on after a savepoint that was rolled back', async () => {
    const [outer, inner] = [newId(), newId()];
    await database.transaction(async (tx) => {
      await tx.em().insert(Wallet, wallet(outer));
      const nested = tx.em().transactional(async (em) => {
        await em.insert(Wallet, wallet(inner));
        await em.insert(Wallet, wallet(outer));
      });
      await expect(nested).rejects.toMatchObject({ code: '23505' });
    });
    expect([await found(outer), await found(inner)]).toEqual([1, 0]);
  });

  it('is tried again as a whole after a deadlock, with nothing left of the first try', async () => {
    const accountId = newId();
    let tries = 0;
    await database.transaction(async (tx) => {
      tries += 1;
      tx.em().create(Wallet, wallet(tries === 1 ? newId() : accountId));
      if (tries === 1) await tx.rows(`do $$ begin raise exception 'rival' using errcode = '40P01'; end $$`);
    });
    expect(tries).toBe(2);
    expect(await database.rows('select count(*)::int as count from wallet where account_id = $1', [accountId])).toEqual(
      [{ count: 1 }],
    );
  });

  it('belongs to itself when it begins inside another', async () => {
    const accountId = newId();
    const outer = database.transaction(async () => {
      await database.transaction((tx) => tx.em().insert(Wallet, wallet(accountId)));
      throw new Error('changed my mind');
    });
    await expect(outer).rejects.toThrow('changed my mind');
    expect(await found(accountId)).toBe(1);
  });
});
