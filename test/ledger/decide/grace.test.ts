// How long credits can be used that come back shortly before or after the end of their lot (decision 25).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { shardOf } from '../../../src/database/index.ts';
import { usableAfterReturn } from '../../../src/ledger/decide/move-lots.ts';
import type { LedgerCommand, LotState, Outcome } from '../../../src/ledger/index.ts';
import { isCluster } from '../../support/cluster.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

const HOUR = 3_600_000;
const NOON = new Date('2026-11-21T12:00:00Z');
const after = (hours: number): Date => new Date(NOON.getTime() + hours * HOUR);

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

beforeEach(() => {
  world.clock.now = NOON;
});

const submit = (command: LedgerCommand): Promise<Outcome> => world.ledger.submit({ command });
const cancel = (accountId: string, generationId: string): Promise<Outcome> =>
  submit({ kind: 'refund', accountId, generationId, reason: 'canceled' });

/** With 5 credits that end `hours` from noon. */
async function accountEnding(hours: number): Promise<string> {
  const account = await world.newAccount();
  await world.add(account, '5', { expiresAt: after(hours) });
  return account;
}

async function available(account: string): Promise<bigint | undefined> {
  return (await world.ledger.balance(account))?.available;
}

async function lotOf(account: string, number = 1): Promise<LotState> {
  const [lot] = await world.ledger.lots(account, [number]);
  if (lot === undefined) throw new Error('no such lot');
  return lot;
}

describe('the end of a lot after a return', () => {
  const end = after(0);
  it.each([
    ['a week before the end', -7 * 24, 0, 0],
    ['a day before the end', -24, 0, 0],
    ['shortly before the end', -1, 0, 23],
    ['at the end', 0, 0, 24],
    ['after the end', 3, 0, 24],
    ['after the end, when something came back before', 3, 23, 24],
    ['days after the end', 72, 0, 24],
    ['earlier than what came back before it', -5, 23, 23],
  ])('%s', (_, returned, usable, expected) => {
    const lot = { expiresAt: end, usableUntil: after(usable) };
    expect(usableAfterReturn(lot, after(returned))).toEqual(after(expected));
  });

  it('stays away from a lot that has none', () => {
    expect(usableAfterReturn({ expiresAt: undefined, usableUntil: undefined }, NOON)).toBeUndefined();
  });
});

describe('credits that come back', () => {
  it('are gone 24 hours after the end of their lot, however often they are reserved and come back', async () => {
    const account = await accountEnding(0.01);
    const kept: boolean[] = [];
    for (const day of [0, 1, 2, 3]) {
      world.clock.now = after(day * 23);
      const { status, generationId } = await world.reserve(account, '4.992');
      kept.push(status === 'applied');
      world.clock.now = after(day * 23 + 0.02);
      if (status === 'applied') await cancel(account, generationId);
    }
    expect(kept).toEqual([true, true, false, false]);
    world.clock.now = after(7 * 24);
    await submit({ kind: 'expire', accountId: account });
    expect(await lotOf(account)).toMatchObject({ expired: credits('5'), usableUntil: after(24.01) });
    expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
  });

  it('shortly before the end can be used as long as those that come back shortly after it', async () => {
    const account = await accountEnding(1);
    const { generationId } = await world.reserve(account, '0.52');
    world.clock.now = new Date(after(1).getTime() - 2_200);
    await cancel(account, generationId);
    expect(await lotOf(account)).toMatchObject({ expiresAt: after(1) });
    world.clock.now = new Date(after(1).getTime() + 800);
    expect(await available(account)).toBe(credits('5'));
    world.clock.now = new Date(after(25).getTime() - 2_201);
    expect(await available(account)).toBe(credits('5'));
    expect(await world.ledger.balance(account)).toMatchObject({ expiringSoon: credits('5') });
    world.clock.now = new Date(after(25).getTime() - 2_200);
    expect(await available(account)).toBe(0n);
  });

  it('more than 24 hours after the end expire with their lot, whoever gives them back', async () => {
    const account = await accountEnding(1);
    const { generationId } = await world.reserve(account, '5');
    await submit({ kind: 'charge', accountId: account, generationId, amount: credits('5') });
    world.clock.now = after(26);
    const asked = { generationId, reason: 'goodwill', idempotencyKey: 'goodwill', inputHash: '' };
    expect((await submit({ kind: 'refundCharge', accountId: account, ...asked })).status).toBe('applied');
    expect(await available(account)).toBe(0n);
    await world.ledger.expireIdle();
    expect(await lotOf(account)).toMatchObject({ spent: 0n, expired: credits('5') });
    expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
  });

  it('from a dispute have the one grace of their lot, too', async () => {
    const account = await accountEnding(1);
    const named = { accountId: account, lot: 1, description: 'a dispute', inputHash: '' };
    await submit({ kind: 'freezeLot', ...named, idempotencyKey: 'begin' });
    world.clock.now = after(3);
    await submit({ kind: 'releaseLot', ...named, idempotencyKey: 'end' });
    expect(await available(account)).toBe(credits('5'));
    world.clock.now = after(25);
    expect(await available(account)).toBe(0n);
  });

  it('cannot be given a longer end in the table', async () => {
    const account = await accountEnding(1);
    const prolong = `update lot set usable_until = expires_at + $2::interval where account_id = $1`;
    const place = shardOf(world.database, account);
    await place.rows(prolong, [account, '24 hours']);
    await expect(place.rows(prolong, [account, '24 hours 1 millisecond'])).rejects.toThrow('lot_grace_check');
  });
});

// No database was distributed before it.
(isCluster() ? describe.skip : describe)('an account from before the rule', () => {
  it('is shortened where it had longer, and is found sound by what held then', async () => {
    const old = await createLedgerWorld();
    const { database, ledger, clock } = old;
    clock.now = NOON;
    const account = await old.newAccount();
    await old.add(account, '5', { expiresAt: after(1) });
    const { generationId } = await old.reserve(account, '5');
    clock.now = after(49);
    await ledger.submit({ command: { kind: 'refund', accountId: account, generationId, reason: 'canceled' } });
    // As it was: a day for whatever came back after the end.
    await database.rows('alter table lot drop constraint lot_grace_check');
    await database.rows('drop index lot_grace_index');
    await database.rows('alter table wallet drop column grace_once_after');
    await database.rows('update lot set usable_until = $1', [after(73)]);
    await database.rows(`delete from mikro_orm_migrations where name = '20261129120000_one_grace'`);
    await database.orm.migrator.up();
    expect(await ledger.lots(account, [1])).toMatchObject([{ remaining: credits('5'), usableUntil: after(25) }]);
    expect(await ledger.verify(account)).toMatchObject({ problems: [] });
    await ledger.submit({ command: { kind: 'expire', accountId: account } });
    await old.add(account, '2');
    await old.reserve(account, '1');
    expect(await ledger.verify(account)).toMatchObject({ problems: [], transactions: 6 });
    await old.close();
  });
});
