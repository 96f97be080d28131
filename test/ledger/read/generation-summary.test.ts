// What the books say of one generation adds up, however it ended.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import { type GenerationSummary, hashInput, type LedgerCommand } from '../../../src/ledger/index.ts';
import { createLedgerWorld, credits, type LedgerWorld } from '../../support/ledger-world.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(async () => {
  await world.close();
});

/** 1 credit that burns first, then 10 more; a generation reserves 3 of them. */
async function reserved() {
  const accountId = await world.newAccount();
  await world.add(accountId, '1', { priority: -1 });
  await world.add(accountId, '10');
  const { generationId } = await world.reserve(accountId, '3');
  return { accountId, generationId };
}

type Subject = Awaited<ReturnType<typeof reserved>>;

async function after(...steps: ((subject: Subject) => LedgerCommand)[]): Promise<GenerationSummary & Subject> {
  const subject = await reserved();
  for (const step of steps) {
    const outcome = await world.ledger.submit({ command: step(subject) });
    if (outcome.status !== 'applied') throw new Error(`a step was ${outcome.status}`);
  }
  const summary = await world.ledger.generationSummary(subject.accountId, subject.generationId);
  if (summary === undefined) throw new Error('no summary');
  return { ...summary, ...subject };
}

const charge = (amount: string) => (subject: Subject) =>
  ({ kind: 'charge', ...subject, amount: credits(amount) }) as const;
const refund = (subject: Subject) => ({ kind: 'refund', ...subject, reason: 'Nothing came.' }) as const;
const lateCharge = (amount: string) => (subject: Subject) =>
  ({ kind: 'lateCharge', ...subject, amount: credits(amount) }) as const;
const giveBack = (amount: string) => (subject: Subject) => {
  const idempotent = { idempotencyKey: newId(), inputHash: hashInput({ amount }) };
  return {
    kind: 'refundCharge',
    ...subject,
    amount: credits(amount),
    reason: 'It was blurred.',
    ...idempotent,
  } as const;
};

/** Lots 1 and 2, by number. */
const shares = (...amounts: string[]) =>
  amounts.flatMap((amount, index) => (amount === '0' ? [] : [{ lot: index + 1, amount: credits(amount) }]));

describe('the summary of a generation', () => {
  it.each([
    ['that runs or is held', [], { charged: '0', refunded: '0', stillReserved: '3' }, []],
    ['that was charged in full', [charge('3')], { charged: '3', refunded: '0', stillReserved: '0' }, ['1', '2']],
    [
      'that was charged in part',
      [charge('1.2')],
      { charged: '1.2', refunded: '1.8', stillReserved: '0' },
      ['1', '0.2'],
    ],
    ['that failed or was canceled', [refund], { charged: '0', refunded: '3', stillReserved: '0' }, []],
    [
      'that came late, after its refund',
      [refund, lateCharge('2.5')],
      { charged: '2.5', refunded: '0.5', stillReserved: '0' },
      ['1', '1.5'],
    ],
    [
      'that an operator gave back in part',
      [charge('2.5'), giveBack('0.5'), giveBack('1')],
      { charged: '1', refunded: '2', stillReserved: '0' },
      ['1', '0'],
    ],
    [
      'that an operator gave back altogether',
      [charge('2.5'), giveBack('2.5')],
      { charged: '0', refunded: '3', stillReserved: '0' },
      [],
    ],
    [
      'that came late and was given back',
      [refund, lateCharge('2'), giveBack('2')],
      { charged: '0', refunded: '3', stillReserved: '0' },
      [],
    ],
  ] as const)('%s', async (_, steps, numbers, lots) => {
    const summary = await after(...steps);
    expect(summary).toMatchObject({
      reserved: credits('3'),
      charged: credits(numbers.charged),
      refunded: credits(numbers.refunded),
      stillReserved: credits(numbers.stillReserved),
      lots: shares(...lots),
    });
    const { charged, refunded, stillReserved } = summary;
    expect(charged + refunded + stillReserved).toBe(summary.reserved);
    expect(summary.lots.reduce((total, share) => total + share.amount, 0n)).toBe(charged);
    expect(summary.transactions).toHaveLength(steps.length + 1);
    expect((await world.ledger.balance(summary.accountId))?.available).toBe(credits('8') + refunded);
  });

  it("carries the hash of its last transaction, which is the account's head while nothing follows", async () => {
    const summary = await after(charge('1'));
    expect(summary.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await world.ledger.verify(summary.accountId))?.headHash).toBe(summary.hash);
    await world.add(summary.accountId, '1');
    const again = await world.ledger.generationSummary(summary.accountId, summary.generationId);
    expect(again?.hash).toBe(summary.hash);
    expect((await world.ledger.verify(summary.accountId))?.headHash).not.toBe(summary.hash);
  });

  it('is found under its own account only', async () => {
    const { generationId } = await reserved();
    expect(await world.ledger.generationSummary(await world.newAccount(), generationId)).toBeUndefined();
    expect(await world.ledger.generationSummary(await world.newAccount(), newId())).toBeUndefined();
  });
});

describe('lots by number', () => {
  it('are found when they are used up, too, and the credit line is none', async () => {
    const { accountId } = await after(charge('3'));
    const lots = await world.ledger.lots(accountId, [0, 1, 2, 3]);
    expect(lots.map(({ number, spent }) => [number, spent]).sort()).toEqual([
      [1, credits('1')],
      [2, credits('2')],
    ]);
  });
});

describe('a transaction by its idempotency key', () => {
  it('is found under its own account and key only', async () => {
    const accountId = await world.newAccount();
    await world.add(accountId, '1', { idempotencyKey: 'first' });
    expect(await world.ledger.transactionOfKey(accountId, 'first')).toMatchObject({ sequence: 1n, type: 'ADD' });
    expect(await world.ledger.transactionOfKey(accountId, 'second')).toBeUndefined();
    expect(await world.ledger.transactionOfKey(await world.newAccount(), 'first')).toBeUndefined();
  });
});
