// Each guard is shown to matter: without it, the harm it prevents happens.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, shardOf } from '../../src/database/index.ts';
import type { Ledger, Outcome } from '../../src/ledger/index.ts';
import { changeStatements, createBarrier, readsLots, withoutLock } from '../support/change-statements.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../support/ledger-world.ts';

let world: LedgerWorld;

beforeEach(async () => {
  world = await createLedgerWorld();
});

afterEach(() => world.close());

const reserve = (ledger: Ledger, accountId: string, amount: string): Promise<Outcome> =>
  ledger.submit({
    command: {
      kind: 'reserve',
      accountId,
      generationId: newId(),
      apiKeyId: newId(),
      amount: credits(amount),
      idempotencyKey: newId(),
      inputHash: amount,
    },
  });

/** Two gateways whose batches do not lock the wallet, and both have read it and its lots before either goes on. */
async function gatewaysWithoutLock(change = (text: string): string => text): Promise<[Ledger, Ledger]> {
  const barrier = createBarrier(2);
  const open = () =>
    world.besides((database) =>
      changeStatements(database, {
        text: (text) => change(withoutLock(text)),
        after: async (text) => (readsLots(text) ? barrier() : undefined),
      }),
    );
  return [(await open()).ledger, (await open()).ledger];
}

const applied = (results: readonly PromiseSettledResult<Outcome>[]): number =>
  results.filter((result) => result.status === 'fulfilled' && result.value.status === 'applied').length;

describe("the wallet's lock", () => {
  it('lets one of two gateways spend the last credit, twenty times out of twenty', async () => {
    const other = await world.besides();
    for (let repetition = 0; repetition < 20; repetition += 1) {
      const account = await world.newAccount('1');
      const results = await Promise.allSettled([
        reserve(world.ledger, account, '1'),
        reserve(other.ledger, account, '1'),
      ]);
      expect(applied(results)).toBe(1);
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled']);
    }
  });

  const spendTwice = async (gateways: readonly [Ledger, Ledger]) => {
    const account = await world.newAccount('1');
    const results = await Promise.allSettled(gateways.map((gateway) => reserve(gateway, account, '1')));
    const problems = (await world.ledger.verify(account))?.problems.join('\n');
    return { applied: applied(results), problems };
  };
  const withoutGuard = (text: string): string =>
    text.replace(
      '(wallet.account_id, wallet.head_hash) in (select * from unnest($1::uuid[], $12::bytea[]))',
      '$12::bytea[] is not null',
    );

  it('is backed by the primary key: without the lock both decide to spend, and one of them cannot write', async () => {
    expect(await spendTwice(await gatewaysWithoutLock(withoutGuard))).toEqual({ applied: 1, problems: '' });
  });

  it('is backed by the head hash that the wallet must still have: without lock and key, one of them cannot write', async () => {
    await world.database.rows('alter table ledger_transaction drop constraint ledger_transaction_pkey');
    expect(await spendTwice(await gatewaysWithoutLock())).toEqual({ applied: 1, problems: '' });
  });

  it('is needed: without it and what is behind it, two gateways spend the same credit', async () => {
    await world.database.rows('alter table ledger_transaction drop constraint ledger_transaction_pkey');
    expect(await spendTwice(await gatewaysWithoutLock(withoutGuard))).toEqual({
      applied: 2,
      problems: expect.stringMatching(/the numbering has a gap/),
    });
  });
});

describe('the unique idempotency key', () => {
  it('is needed: without it, one key has two effects', async () => {
    await world.database.rows('drop index ledger_transaction_idempotency_key_unique');
    const account = await world.newAccount();
    const first = await world.add(account, '1', { idempotencyKey: 'once' });
    const again = await world.add(account, '1', { idempotencyKey: 'once' });
    expect([first.status, again.status]).toEqual(['applied', 'applied']);
  });
});

describe('the unique step of a generation', () => {
  it('refuses a second reservation of a generation, and leaves nothing of it', async () => {
    const account = await world.newAccount('5');
    const { generationId } = await world.reserve(account, '1');
    await expect(world.reserve(account, '1', { generationId })).rejects.toThrow(
      /ledger_transaction_generation_step_unique/,
    );
    expect(await world.ledger.balance(account)).toMatchObject({ available: credits('4'), reserved: credits('1') });
  });

  it('is needed: without it, a generation is reserved twice, and verification says so', async () => {
    await world.database.rows('drop index ledger_transaction_generation_step_unique');
    const account = await world.newAccount('5');
    const { generationId } = await world.reserve(account, '1');
    expect((await world.reserve(account, '1', { generationId })).status).toBe('applied');
    expect((await world.ledger.verify(account))?.problems.join('\n')).toMatch(/not the first reservation/);
  });

  it('is needed: without it, a second settlement can be written past the code', async () => {
    const account = await world.newAccount('5');
    const { generationId } = await world.reserve(account, '1');
    await world.ledger.submit({ command: { kind: 'refund', accountId: account, generationId, reason: 'test' } });
    const settleAgain = () =>
      shardOf(world.database, account).rows(
        `insert into ledger_transaction select account_id, sequence + 1, type, amount, reserved_change, available_after,
           reserved_after, lot_numbers, lot_amounts, generation_id, step, api_key_id, purchase_id, idempotency_key,
           input_hash, description, created_at, hash
         from ledger_transaction where account_id = $1 and step = 1`,
        [account],
      );
    await expect(settleAgain()).rejects.toThrow(/ledger_transaction_generation_step_unique/);
    await world.database.rows('drop index ledger_transaction_generation_step_unique');
    await settleAgain();
    expect((await world.ledger.verify(account))?.problems.join('\n')).toMatch(/settles a generation that has no open/);
  });
});
