import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expireIdle } from '../../../src/ledger/batch/expire-idle.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

const HOUR = 3_600_000;
let world: LedgerWorld;

beforeEach(async () => {
  world = await createLedgerWorld();
});

afterEach(() => world.close());

const inHours = (hours: number): Date => new Date(world.clock.now.getTime() + hours * HOUR);

function pass(hours: number): void {
  world.clock.now = inHours(hours);
}

async function typesOf(accountId: string): Promise<string[]> {
  const transactions = await world.ledger.transactions({ accountId, filter: {}, limit: 100 });
  return transactions.map((transaction) => transaction.type).toReversed();
}

describe('the expiry of idle wallets', () => {
  it('books what has expired, and only that, once its time has come', async () => {
    const idle = await world.newAccount('1');
    const other = await world.newAccount('1');
    await world.add(idle, '2', { expiresAt: inHours(1) });
    await world.add(other, '2', { expiresAt: inHours(3) });
    expect(await world.ledger.expireIdle()).toEqual({ accounts: 0, mayHaveMore: false });
    pass(1);
    expect(await world.ledger.expireIdle()).toEqual({ accounts: 1, mayHaveMore: false });
    expect(await typesOf(idle)).toEqual(['ADD', 'ADD', 'EXPIRE']);
    expect(await typesOf(other)).toEqual(['ADD', 'ADD']);
    expect((await world.ledger.balance(idle))?.available).toBe(credits('1'));
    expect(await world.ledger.expireIdle()).toEqual({ accounts: 0, mayHaveMore: false });
    expect((await world.ledger.verify(idle))?.problems).toEqual([]);
  });

  it('leaves what is reserved to its generation, and books it when it came back and its grace has passed', async () => {
    const account = await world.newAccount();
    await world.add(account, '1', { expiresAt: inHours(1) });
    const { generationId } = await world.reserve(account, '1');
    pass(2);
    expect(await world.ledger.expireIdle()).toMatchObject({ accounts: 0 });
    await world.ledger.submit({
      command: { kind: 'refund', accountId: account, generationId, reason: 'nothing came' },
    });
    expect(await world.ledger.expireIdle()).toMatchObject({ accounts: 0 });
    pass(24);
    expect(await world.ledger.expireIdle()).toMatchObject({ accounts: 1 });
    expect(await typesOf(account)).toEqual(['ADD', 'RESERVE', 'REFUND', 'EXPIRE']);
  });

  it('goes in bounded rounds, the longest overdue first', async () => {
    const accounts = await Promise.all([1, 2, 3, 4, 5].map(() => world.newAccount()));
    for (const [index, account] of accounts.entries()) await world.add(account, '1', { expiresAt: inHours(index + 1) });
    pass(10);
    const round = () =>
      expireIdle({ sql: world.database, submit: world.ledger.submit, now: world.clock.now, mostLots: 2 });
    expect(await round()).toEqual({ accounts: 2, mayHaveMore: true });
    expect(await Promise.all(accounts.map(typesOf))).toEqual([
      ['ADD', 'EXPIRE'],
      ['ADD', 'EXPIRE'],
      ['ADD'],
      ['ADD'],
      ['ADD'],
    ]);
    expect(await round()).toEqual({ accounts: 2, mayHaveMore: true });
    expect(await round()).toEqual({ accounts: 1, mayHaveMore: false });
  });

  it('books once, however many gateways do it at the same moment', async () => {
    const other = await world.besides();
    const accounts = await Promise.all(Array.from({ length: 20 }, () => world.newAccount()));
    for (const account of accounts) await world.add(account, '1', { expiresAt: inHours(1) });
    pass(2);
    const rounds = await Promise.all([world.ledger.expireIdle(), other.ledger.expireIdle()]);
    expect(rounds[0].accounts + rounds[1].accounts).toBe(20);
    for (const account of accounts) expect(await typesOf(account)).toEqual(['ADD', 'EXPIRE']);
  });
});
