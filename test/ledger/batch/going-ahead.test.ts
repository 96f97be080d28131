// Batches that go ahead of each other's answers: each is decided on top of what is in flight, PostgreSQL has the last word, and
// nobody waits for an account that is not its own.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { newId, shardOf } from '../../../src/database/index.ts';
import { sendingCompanion } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';
import { lockWaits } from '../../support/lock-waits.ts';
import { withClient } from '../../support/postgres.ts';
import { hookStatements } from '../../support/statements.ts';
import { waitUntil } from '../../support/wait-until.ts';

let world: LedgerWorld;

beforeEach(async () => {
  world = await createLedgerWorld();
});
afterEach(() => world.close());

interface Known {
  readonly account: string;
  readonly apiKeyId: string;
}

/** One whose next reservation with the key needs no reading. */
async function remember(account: string): Promise<Known> {
  const apiKeyId = await world.newKey(account);
  await world.reserve(account, '1', { apiKeyId });
  return { account, apiKeyId };
}

const known = async (amount = '100'): Promise<Known> => remember(await world.newAccount(amount));

/** Accounts whose ids end alike share a queue. */
async function twoOfOneQueue(): Promise<[string, string]> {
  const byEnd = new Map<string, string>();
  for (;;) {
    const account = await world.newAccount('100');
    const twin = byEnd.get(account.slice(-1));
    if (twin !== undefined) return [twin, account];
    byEnd.set(account.slice(-1), account);
  }
}

async function expectClean(...accounts: readonly string[]): Promise<void> {
  for (const account of accounts) expect((await world.ledger.verify(account))?.problems).toEqual([]);
}

/**
 * Somebody holds the wallet's row until `begin` is through, which gives what it began, and lets it go, or changes it, with `end`.
 */
async function whileHeld<T>(
  account: string,
  begin: () => Promise<{ readonly result: Promise<T> }>,
  end: (stranger: pg.Client) => Promise<unknown> = () => Promise.resolve(),
): Promise<T> {
  return withClient(world.url, async (stranger) => {
    await stranger.query('begin');
    await stranger.query('select from wallet where account_id = $1 for update', [account]);
    const { result } = await begin();
    await end(stranger);
    await stranger.query('commit');
    return await result;
  });
}

async function somebodyWaits(): Promise<void> {
  await waitUntil('something waits for the wallet', async () => (await lockWaits(world.database)) > 0);
}

/** How many transactions were begun. */
function countBegins(): { readonly begun: () => number; readonly unhook: () => void } {
  let begun = 0;
  const unhook = hookStatements(world.database, {
    before: (text) => {
      if (text === 'begin') begun += 1;
      return undefined;
    },
  });
  return { begun: () => begun, unhook };
}

describe('a batch behind another one', () => {
  it('is decided on top of it and sent before it is answered, but never a third', async () => {
    const { account, apiKeyId } = await known('10');
    const { begun, unhook } = countBegins();
    const before = { ...world.ledger.batches };
    const reserve = (amount: string) => world.reserve(account, amount, { apiKeyId });
    const outcomes = await whileHeld(account, async () => {
      const first = reserve('2');
      await waitUntil('the first is sent', () => begun() >= 1);
      const second = reserve('3');
      await waitUntil('the second is sent', () => begun() >= 2);
      const third = reserve('4');
      await somebodyWaits();
      expect(begun()).toBe(2);
      return { result: Promise.all([first, second, third]) };
    });
    unhook();
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
    expect(world.ledger.batches.remembered - before.remembered).toBe(3);
    expect(await world.ledger.balance(account)).toMatchObject({ available: 0n, reserved: credits('10') });
    await expectClean(account);
  });

  it('is sent at once when many ask at once: half of them in each', async () => {
    const { account, apiKeyId } = await known('100');
    const { begun, unhook } = countBegins();
    const outcomes = await whileHeld(account, async () => {
      const all = Array.from({ length: 20 }, () => world.reserve(account, '1', { apiKeyId }));
      await waitUntil('both are sent', () => begun() >= 2);
      return { result: Promise.all(all) };
    });
    unhook();
    expect(begun()).toBe(2);
    expect(outcomes.filter(({ status }) => status === 'applied')).toHaveLength(20);
    await expectClean(account);
  });

  it('falls with it when it was decided on what never came to be, and both are read', async () => {
    const { account, apiKeyId } = await known('10');
    const { begun, unhook } = countBegins();
    const before = { ...world.ledger.batches };
    const reserve = (amount: string) => world.reserve(account, amount, { apiKeyId });
    const outcomes = await whileHeld(
      account,
      async () => {
        const first = reserve('2');
        await waitUntil('the first is sent', () => begun() >= 1);
        const second = reserve('3');
        await waitUntil('the second is sent', () => begun() >= 2);
        return { result: Promise.all([first, second]) };
      },
      (stranger) => stranger.query('update wallet set credit_limit = 5000000 where account_id = $1', [account]),
    );
    unhook();
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
    expect(world.ledger.batches.changedMeanwhile - before.changedMeanwhile).toBe(2);
    expect(world.ledger.batches.remembered).toBe(before.remembered);
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('9'), reserved: credits('6') });
    await expectClean(account);
  });

  it('leaves nothing behind of what never came to be, though as much was done elsewhere', async () => {
    const { account, apiKeyId } = await known('100');
    const limited = await world.newKey(account, { dailyLimit: '10' });
    await world.reserve(account, '1', { apiKeyId: limited });
    await world.reserve(account, '1', { apiKeyId });
    const other = (await world.besides()).ledger;
    const { begun, unhook } = countBegins();
    const outcomes = await whileHeld(account, async () => {
      const elsewhere = other.submit({
        command: {
          ...{ kind: 'reserve', accountId: account, apiKeyId: limited, generationId: newId(), amount: credits('5') },
          ...{ idempotencyKey: newId(), inputHash: 'elsewhere' },
        },
      });
      await somebodyWaits();
      const here = world.reserve(account, '2', { apiKeyId });
      await waitUntil('the one of this gateway is sent', () => begun() >= 1);
      return { result: Promise.all([elsewhere, here]) };
    });
    unhook();
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
    for (let times = 0; times < 4; times += 1) await world.reserve(account, '1', { apiKeyId });
    expect(await refusalOf(world.reserve(account, '5', { apiKeyId: limited }))).toMatchObject({ used: credits('6') });
    expect((await world.reserve(account, '4', { apiKeyId: limited })).status).toBe('applied');
    await expectClean(account);
  });

  it('takes its companion with it: there with the command, and gone with a batch that fell', async () => {
    const { account, apiKeyId } = await known('10');
    const place = shardOf(world.database, account);
    await place.rows('create table noted (item text primary key)');
    const note = (item: string) =>
      sendingCompanion((tx, items: readonly string[]) => {
        tx.send('insert into noted select unnest(string_to_array($1, $2))', [items.join(), ',']);
      }, item);
    const reserve = (item: string) =>
      world.ledger.submit({
        command: {
          ...{ kind: 'reserve', accountId: account, apiKeyId, generationId: newId(), amount: credits('1') },
          ...{ idempotencyKey: item, inputHash: item },
        },
        companion: note(item),
      });
    const before = { ...world.ledger.batches };
    expect((await reserve('first')).status).toBe('applied');
    // Its key is new and its row is not.
    await expect(
      world.ledger.submit({
        command: {
          ...{ kind: 'reserve', accountId: account, apiKeyId, generationId: newId(), amount: credits('1') },
          ...{ idempotencyKey: 'second', inputHash: 'second' },
        },
        companion: note('first'),
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect((await reserve('third')).status).toBe('applied');
    expect(world.ledger.batches.remembered - before.remembered).toBe(1);
    expect(await place.rows('select item from noted order by item')).toEqual([{ item: 'first' }, { item: 'third' }]);
    expect(await world.ledger.balance(account)).toMatchObject({ reserved: credits('3') });
    await expectClean(account);
  });
});

describe('an account that has to be read', () => {
  it('keeps none of its queue waiting whose wallet is remembered', async () => {
    const [slow, quick] = await twoOfOneQueue();
    const { apiKeyId } = await remember(quick);
    const late = await whileHeld(slow, async () => {
      const result = world.reserve(slow, '1');
      await somebodyWaits();
      for (let times = 0; times < 5; times += 1) {
        expect((await world.reserve(quick, '1', { apiKeyId })).status).toBe('applied');
      }
      return { result };
    });
    expect(late.status).toBe('applied');
    await expectClean(slow, quick);
  });

  it('is the only one of a batch: what fits the others goes ahead without the one that does not', async () => {
    const [poor, rich] = await twoOfOneQueue();
    const [one, other] = [await remember(poor), await remember(rich)];
    const before = { ...world.ledger.batches };
    const [refused, applied] = await Promise.all([
      refusalOf(world.reserve(poor, '100', { apiKeyId: one.apiKeyId })),
      world.reserve(rich, '1', { apiKeyId: other.apiKeyId }),
    ]);
    expect(refused).toMatchObject({ code: 'INSUFFICIENT_CREDITS', available: credits('99') });
    expect(applied.status).toBe('applied');
    expect(world.ledger.batches).toMatchObject({ remembered: before.remembered + 1, read: before.read + 1 });
    await expectClean(poor, rich);
  });

  it('is one whose history is another, however long it is', async () => {
    const { account, apiKeyId } = await known();
    await world.database.rows(`update wallet set head_hash = sha256('another') where account_id = $1`, [account]);
    const before = { ...world.ledger.batches };
    expect((await world.reserve(account, '1', { apiKeyId })).status).toBe('applied');
    expect(world.ledger.batches.changedMeanwhile - before.changedMeanwhile).toBe(1);
    expect((await world.ledger.verify(account))?.ok).toBe(false);
  });
});

describe('a queue', () => {
  it('is drained when all that was submitted is answered, what goes ahead and what is read', async () => {
    const { account, apiKeyId } = await known();
    const other = await world.newAccount('10');
    const answered: string[] = [];
    const note = (name: string) => () => void answered.push(name);
    void world.reserve(account, '1', { apiKeyId }).then(note('ahead'));
    void world.reserve(other, '1').then(note('read'));
    await world.ledger.drain();
    expect(answered.toSorted()).toEqual(['ahead', 'read']);
    await world.ledger.drain();
  });
});
