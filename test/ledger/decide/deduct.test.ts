// Credits that nobody paid for are taken back: never what was bought, lent, disputed or reserved, and never below zero.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import { type CreditSource, deductCommand, grantCommand, type Outcome } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';

let world: LedgerWorld;
let account: string;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

beforeEach(async () => {
  account = await world.newAccount('0');
});

afterEach(async () => {
  expect(await world.ledger.verify(account)).toMatchObject({ problems: [] });
});

const grant = (amount: string, source: CreditSource = 'PROMOTION'): Promise<Outcome> =>
  world.ledger.submit({
    command: grantCommand({
      ...{ accountId: account, amount: credits(amount), source, idempotencyKey: newId() },
      ...{ expiresAt: undefined, description: undefined },
    }),
  });
const deduct = (amount: string, idempotencyKey: string = newId()): Promise<Outcome> =>
  world.ledger.submit({
    command: deductCommand({ accountId: account, amount: credits(amount), reason: 'a mistake', idempotencyKey }),
  });
const lots = () => world.ledger.lots(account, [1, 2, 3]);

describe('a deduction', () => {
  it('goes over several lots in their order, in one transaction', async () => {
    await grant('2');
    await grant('3', 'ADJUSTMENT');
    const outcome = await deduct('4');
    expect(outcome).toMatchObject({
      status: 'applied',
      transaction: {
        type: 'CLAWBACK',
        lots: [
          { lot: 1, amount: credits('2') },
          { lot: 2, amount: credits('2') },
        ],
      },
      balance: { available: credits('1') },
    });
    expect(await lots()).toMatchObject([
      { remaining: 0n, clawedBack: credits('2'), spent: 0n },
      { remaining: credits('1'), clawedBack: credits('2') },
    ]);
  });

  it.each(['PACK', 'PLAN', 'AUTO_TOP_UP'] as const)('leaves what was bought: %s', async (source) => {
    await grant('5', source);
    await grant('1');
    expect(await refusalOf(deduct('1.000001'))).toMatchObject({
      code: 'INSUFFICIENT_CREDITS',
      available: credits('1'),
      shortfall: 1n,
    });
    expect(await deduct('1')).toMatchObject({ balance: { available: credits('5') } });
  });

  it('leaves what is reserved, and the credit line', async () => {
    await grant('5');
    await world.ledger.setCreditLimit(account, credits('100'));
    await world.reserve(account, '4');
    expect(await refusalOf(deduct('1.5'))).toMatchObject({ available: credits('1') });
    expect(await deduct('1')).toMatchObject({ balance: { available: 0n, reserved: credits('4') } });
  });

  it('leaves what a dispute has frozen', async () => {
    await grant('5');
    const about = { accountId: account, lot: 1, idempotencyKey: 'f', inputHash: 'f', description: 'disputed' };
    await world.ledger.submit({ command: { kind: 'freezeLot', ...about } });
    expect(await refusalOf(deduct('1'))).toMatchObject({ available: 0n });
  });

  it('is made once under a key, and with one input', async () => {
    await grant('5');
    expect(await deduct('2', 'key')).toMatchObject({ status: 'applied' });
    expect(await deduct('2', 'key')).toMatchObject({ status: 'replayed', balance: { available: credits('3') } });
    expect(await refusalOf(deduct('1', 'key'))).toMatchObject({ code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' });
    expect(await refusalOf(deduct('0'))).toMatchObject({ code: 'INVALID_AMOUNT' });
    expect(await refusalOf(deduct('-1'))).toMatchObject({ code: 'INVALID_AMOUNT' });
  });
});
