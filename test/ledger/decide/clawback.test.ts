// Disputes and refunds of payments: what is frozen, taken back, owed, and given back again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { LedgerCommand, Outcome } from '../../../src/ledger/index.ts';
import { formatCredits } from '../../../src/money/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';

let world: LedgerWorld;
let account: string;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

/** One lot of 10 credits, number 1. */
beforeEach(async () => {
  account = await world.newAccount('10');
});

afterEach(async () => {
  expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
});

const submit = (command: LedgerCommand): Promise<Outcome> => world.ledger.submit({ command });
const about = (key: string) => ({ accountId: account, lot: 1, description: key, idempotencyKey: key, inputHash: key });
const freeze = (key = 'dispute') => submit({ kind: 'freezeLot', ...about(`${key} opened`) });
const release = (key = 'dispute') => submit({ kind: 'releaseLot', ...about(`${key} won`) });
const clawBack = (cause: 'UNUSED' | 'REFUNDED' | 'DISPUTE_LOST', amount: string, key = cause) =>
  submit({ kind: 'clawback', ...about(`${key} taken`), amount: credits(amount), cause });
const giveBack = (amount: string) => submit({ kind: 'undoClawback', ...about(newId()), amount: credits(amount) });
const charge = (generationId: string, amount: string) =>
  submit({ kind: 'charge', accountId: account, generationId, amount: credits(amount) });
const cancel = (generationId: string) => submit({ kind: 'refund', accountId: account, generationId, reason: 'no' });

async function spend(amount: string): Promise<string> {
  const { generationId } = await world.reserve(account, amount);
  await charge(generationId, amount);
  return generationId;
}

async function state() {
  const balance = await world.ledger.balance(account);
  if (balance === undefined) throw new Error('no wallet');
  const { available, reserved, frozen, debt } = balance;
  return [available, reserved, frozen, debt].map(formatCredits).join(' ');
}

/** Available, reserved, frozen, owed. */
const expectState = async (expected: string) => expect(await state()).toBe(expected);

describe('a disputed lot', () => {
  it('has nothing to spend until the dispute is won', async () => {
    await spend('4');
    expect(await freeze()).toMatchObject({ status: 'applied', transaction: { type: 'FREEZE' } });
    await expectState('0 0 6 0');
    expect(await refusalOf(world.reserve(account, '1'))).toMatchObject({ code: 'INSUFFICIENT_CREDITS', available: 0n });
    expect(await release()).toMatchObject({ status: 'applied', transaction: { type: 'RELEASE' } });
    await expectState('6 0 0 0');
  });

  it('lets reserved credits pay for their generation, and freezes what comes back of them', async () => {
    const first = await world.reserve(account, '3');
    const second = await world.reserve(account, '5');
    await freeze();
    await expectState('0 8 2 0');
    expect(await charge(first.generationId, '1')).toMatchObject({ balance: { available: 0n } });
    await cancel(second.generationId);
    await expectState('0 0 9 0');
    await release();
    await expectState('9 0 0 0');
  });

  it('stays frozen until the last of two disputes is over', async () => {
    await freeze('first');
    await freeze('second');
    expect((await freeze('second')).status).toBe('replayed');
    await release('first');
    await expectState('0 0 10 0');
    await release('second');
    await expectState('10 0 0 0');
    expect(await refusalOf(release('third'))).toEqual({ code: 'LOT_NOT_FROZEN', lot: 1 });
  });

  it('holds on when one of two disputes is lost, and gives the rest when the other is won', async () => {
    await spend('2');
    await freeze('first');
    await freeze('second');
    await clawBack('DISPUTE_LOST', '5', 'first' as never);
    await expectState('0 0 3 0');
    await release('second');
    await expectState('3 0 0 0');
  });

  it('does not expire while it is frozen; afterwards its credits stay usable for a day', async () => {
    const { now } = world.clock;
    account = await world.newAccount();
    await world.add(account, '10', { expiresAt: new Date(now.getTime() + 60_000) });
    await freeze();
    world.clock.now = new Date(now.getTime() + 120_000);
    await submit({ kind: 'expire', accountId: account });
    await expectState('0 0 10 0');
    await release();
    await expectState('10 0 0 0');
    world.clock.now = new Date(now.getTime() + 120_000 + 86_400_000);
    await expectState('0 0 0 0');
    await submit({ kind: 'expire', accountId: account });
    world.clock.now = now;
  });

  it('can be one that is spent to the end', async () => {
    const generationId = await spend('10');
    expect((await freeze()).status).toBe('applied');
    await submit({
      kind: 'refundCharge',
      accountId: account,
      generationId,
      reason: 'goodwill',
      idempotencyKey: newId(),
      inputHash: '',
    });
    await expectState('0 0 10 0');
  });
});

describe('a clawback', () => {
  it('of unused credits takes what is left and no more', async () => {
    await spend('4');
    expect(await refusalOf(clawBack('UNUSED', '6.1'))).toMatchObject({
      code: 'CLAWBACK_ABOVE_REMAINING',
      left: credits('6'),
    });
    expect((await clawBack('UNUSED', '6')).status).toBe('applied');
    expect((await clawBack('UNUSED', '6')).status).toBe('replayed');
    await expectState('0 0 0 0');
    expect(await refusalOf(clawBack('UNUSED', '1', 'again' as never))).toMatchObject({ left: 0n });
  });

  it('leaves what is reserved to its generation, which is charged as ever', async () => {
    const { generationId } = await world.reserve(account, '4');
    await clawBack('UNUSED', '6');
    await charge(generationId, '3');
    await expectState('1 0 0 0');
  });

  it('of spent credits is a debt: nothing can be spent before an ADD settles it', async () => {
    await spend('7');
    await freeze();
    await clawBack('DISPUTE_LOST', '10');
    await expectState('0 0 0 7');
    expect(await refusalOf(world.reserve(account, '1'))).toMatchObject({ shortfall: credits('8') });
    expect(await world.add(account, '5')).toMatchObject({ status: 'applied', balance: { available: 0n } });
    await expectState('0 0 0 2');
    expect(await world.add(account, '5')).toMatchObject({ balance: { available: credits('3') } });
    await expectState('3 0 0 0');
  });

  it('takes a debt from other credits of the account at once, from those that begin later too', async () => {
    await world.add(account, '2');
    await world.add(account, '9', { effectiveAt: new Date(world.clock.now.getTime() + 3_600_000) });
    await spend('7');
    await clawBack('REFUNDED', '10');
    await expectState('0 0 0 0');
    const [balance] = (await world.ledger.lots(account, [3])).map((lot) => lot.remaining);
    expect(balance).toBe(credits('4'));
  });

  it('of reserved credits is a debt that a cancelled generation settles', async () => {
    const { generationId } = await world.reserve(account, '10');
    await clawBack('REFUNDED', '10');
    await expectState('0 10 0 10');
    await cancel(generationId);
    await expectState('0 0 0 0');
  });

  it('does not let a postpaid account draw credit beside a debt', async () => {
    await world.ledger.setCreditLimit(account, credits('100'));
    await spend('10');
    await clawBack('REFUNDED', '10');
    await expectState('0 0 0 10');
    expect(await refusalOf(world.reserve(account, '1'))).toMatchObject({ code: 'CREDIT_LIMIT_REACHED' });
  });

  it('makes nobody owe what expired unused', async () => {
    const { now } = world.clock;
    account = await world.newAccount();
    await world.add(account, '10', { expiresAt: new Date(now.getTime() + 60_000) });
    await spend('4');
    world.clock.now = new Date(now.getTime() + 120_000);
    await clawBack('REFUNDED', '10');
    await expectState('0 0 0 4');
    world.clock.now = now;
  });

  it('of a lot that had paid for the debt of another makes what it paid owed again', async () => {
    await spend('10');
    await clawBack('REFUNDED', '10');
    await world.add(account, '12');
    await expectState('2 0 0 0');
    const clawedBackBefore = credits('0');
    const command = { kind: 'clawback', ...about('second taken'), lot: 2, cause: 'REFUNDED' } as const;
    await submit({ ...command, amount: credits('12'), clawedBackBefore });
    await expectState('0 0 0 10');
  });

  it('in parts makes nobody owe more than one as a whole', async () => {
    const { now } = world.clock;
    const expiresAt = new Date(now.getTime() + 1_000);
    await world.add(account, '8', { expiresAt });
    await spend('3');
    world.clock.now = expiresAt;
    const command = { kind: 'clawback', ...about('a part'), lot: 2, cause: 'REFUNDED', amount: credits('4') } as const;
    await submit({ ...command, clawedBackBefore: credits('0') });
    await expectState('7 0 0 0');
    await submit({ ...command, idempotencyKey: 'the rest', clawedBackBefore: credits('4') });
    await expectState('7 0 0 0');
    world.clock.now = now;
  });

  it('is undone: the debt is forgiven first, the rest returns', async () => {
    await spend('4');
    await clawBack('REFUNDED', '10');
    await expectState('0 0 0 4');
    expect(await giveBack('10')).toMatchObject({ transaction: { type: 'ADJUST', amount: credits('6') } });
    await expectState('6 0 0 0');
    expect(await refusalOf(giveBack('1'))).toMatchObject({ code: 'RETURN_ABOVE_CLAWBACK' });
  });

  it('knows only lots of the account, and amounts above zero', async () => {
    const stranger = submit({ kind: 'freezeLot', ...about('x'), lot: 7 });
    expect(await refusalOf(stranger)).toEqual({ code: 'LOT_NOT_FOUND', lot: 7 });
    expect(await refusalOf(clawBack('REFUNDED', '0'))).toMatchObject({ code: 'INVALID_AMOUNT' });
    expect(await refusalOf(clawBack('DISPUTE_LOST', '1'))).toEqual({ code: 'LOT_NOT_FROZEN', lot: 1 });
  });
});

describe('a paid invoice whose money goes back', () => {
  const invoice = (key: string, amount: string) => ({ ...about(key), lot: 0, amount: credits(amount) });
  const unpay = (amount: string) => submit({ kind: 'clawback', ...invoice('unpaid', amount), cause: 'DISPUTE_LOST' });
  const pay = (amount: string, key = 'paid') => submit({ kind: 'repay', ...invoice(key, amount), surplus: 'KEEP' });

  /** Twenty credits on credit, of which ten were spent and paid. */
  beforeEach(async () => {
    account = await world.newAccount();
    await world.ledger.setCreditLimit(account, credits('20'));
    await spend('10');
    await pay('10');
    await expectState('20 0 0 0');
  });

  it('is owed again, whatever was drawn on the line since, and an ADD settles it', async () => {
    await spend('15');
    expect(await unpay('10')).toMatchObject({ status: 'applied', transaction: { type: 'CLAWBACK' } });
    expect(await unpay('10')).toMatchObject({ status: 'replayed' });
    await expectState('0 0 0 10');
    expect(await refusalOf(world.reserve(account, '1'))).toMatchObject({ code: 'CREDIT_LIMIT_REACHED' });
    await world.add(account, '4');
    await expectState('0 0 0 6');
    await world.add(account, '7');
    await expectState('6 0 0 0');
  });

  it('is settled by what charges give back in the account’s favour, also while more is set aside', async () => {
    const { generationId } = await world.reserve(account, '8');
    await charge(generationId, '8');
    await pay('8', 'paid again');
    const { generationId: open } = await world.reserve(account, '2');
    await submit({ kind: 'refundCharge', ...about('sorry'), generationId, reason: 'sorry' });
    await expectState('26 2 0 0');
    await unpay('10');
    await expectState('0 2 0 4');
    await cancel(open);
    await expectState('0 0 0 2');
  });

  it('and stays after all: forgiven, or in the account’s favour when it was settled meanwhile', async () => {
    await unpay('10');
    await world.add(account, '4');
    await submit({ kind: 'undoClawback', ...invoice('undone', '10') });
    await expectState('24 0 0 0');
    expect(await refusalOf(submit({ kind: 'undoClawback', ...invoice('none', '0') }))).toMatchObject({
      code: 'INVALID_AMOUNT',
    });
  });
});

describe('verification', () => {
  it.each([
    ['wallet', 'debt = 0', 'debt is 0'],
    ['lot', 'clawed_back = clawed_back - 1, spent = spent + 1', 'clawedBack'],
    ['lot', 'frozen = frozen - 1, spent = spent + 1', 'frozen'],
  ])('finds a tampered %s (%s)', async (table, change, problem) => {
    const victim = account;
    await spend('4');
    await clawBack('REFUNDED', '8');
    await world.add(account, '9');
    await submit({ kind: 'freezeLot', ...about('f'), lot: 2 });
    await spend('0').catch(() => undefined);
    await submit({ kind: 'clawback', ...about('c'), lot: 1, amount: credits('4'), cause: 'REFUNDED' });
    const rows = await world.database.rows<{ row: string }>(
      `select 1 from ${table} where account_id = $1 ${table === 'lot' ? 'and number = $2' : 'and $2::int is not null'}`,
      [victim, problem === 'frozen' ? 2 : 1],
    );
    expect(rows).toHaveLength(1);
    await world.database.rows(
      `update ${table} set ${change} where account_id = $1 ${table === 'lot' ? 'and number = $2' : 'and $2::int is not null'}`,
      [victim, problem === 'frozen' ? 2 : 1],
    );
    const found = await world.ledger.verify(victim);
    account = await world.newAccount('1');
    expect(found?.problems.join()).toContain(problem);
  });
});
