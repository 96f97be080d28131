// Bad input at both walls. The code refuses it typed and writes nothing; the database refuses it when the code is passed by
// (its CHECKs are in checks.test.ts).
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/database/index.ts';
import type { LedgerCommand, Outcome } from '../../../src/ledger/index.ts';
import { MAX, type MicroCredits, microCredits, parseCredits } from '../../../src/money/index.ts';
import { createLedgerWorld, credits, type LedgerWorld, refusalOf } from '../../support/ledger-world.ts';

let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});

afterAll(() => world.close());

const submit = (command: LedgerCommand): Promise<Outcome> => world.ledger.submit({ command });

/** All that a write would change, row for row. */
async function rowsOf(accountId: string): Promise<unknown> {
  const read = (table: string, order: string) =>
    world.database.rows(`select * from ${table} where account_id = $1 order by ${order}`, [accountId]);
  return {
    wallet: await read('wallet', 'account_id'),
    lots: await read('lot', 'number'),
    transactions: await read('ledger_transaction', 'sequence'),
    keySpends: await read('key_spend', 'api_key_id, quarter_hour'),
  };
}

interface Subject {
  readonly accountId: string;
  /** Reserved: 0.5. */
  readonly open: string;
  /** Charged: 0.4. */
  readonly charged: string;
  /** Refunded; 0.3 had been reserved. */
  readonly refunded: string;
}

async function createSubject(): Promise<Subject> {
  const accountId = await world.newAccount('10');
  const [open, charged, refunded] = await Promise.all(
    ['0.5', '0.4', '0.3'].map(async (amount) => (await world.reserve(accountId, amount)).generationId),
  );
  if (open === undefined || charged === undefined || refunded === undefined) throw new Error('no generations');
  await submit({ kind: 'charge', accountId, generationId: charged, amount: credits('0.4') });
  await submit({ kind: 'refund', accountId, generationId: refunded, reason: 'test' });
  return { accountId, open, charged, refunded };
}

const keyed = () => ({ idempotencyKey: newId(), inputHash: 'bad' });

/** Every command that carries an amount. */
const WITH_AMOUNT: Readonly<Record<string, (subject: Subject, amount: MicroCredits) => LedgerCommand>> = {
  add: ({ accountId }, amount) => ({
    kind: 'add',
    accountId,
    amount,
    source: 'PACK',
    description: 'bad',
    ...keyed(),
  }),
  reserve: ({ accountId }, amount) => ({
    kind: 'reserve',
    accountId,
    generationId: newId(),
    apiKeyId: newId(),
    amount,
    ...keyed(),
  }),
  charge: ({ accountId, open }, amount) => ({ kind: 'charge', accountId, generationId: open, amount }),
  lateCharge: ({ accountId, refunded }, amount) => ({ kind: 'lateCharge', accountId, generationId: refunded, amount }),
  refundCharge: ({ accountId, charged }, amount) => ({
    kind: 'refundCharge',
    accountId,
    generationId: charged,
    amount,
    reason: 'bad',
    ...keyed(),
  }),
  repay: ({ accountId }, amount) => ({ kind: 'repay', accountId, amount, description: 'bad', ...keyed() }),
};
const KINDS = Object.keys(WITH_AMOUNT);

function commandOf(kind: string, subject: Subject, amount: MicroCredits): LedgerCommand {
  const make = WITH_AMOUNT[kind];
  if (make === undefined) throw new Error(`no command ${kind}`);
  return make(subject, amount);
}

/** What is free of charge is reserved as nothing, and may be delivered late for nothing. */
const MAY_BE_NOTHING = ['reserve', 'lateCharge'];

describe.each(KINDS)('the amount of %s', (kind) => {
  it.each([...(MAY_BE_NOTHING.includes(kind) ? [] : [0n]), -1n, -MAX])('is not %s', async (amount) => {
    const subject = await createSubject();
    const before = await rowsOf(subject.accountId);
    const command = commandOf(kind, subject, microCredits(amount));
    expect(await refusalOf(submit(command))).toEqual({ code: 'INVALID_AMOUNT', amount });
    expect(await rowsOf(subject.accountId)).toEqual(before);
  });

  it('is refused with its numbers when it is the largest there is', async () => {
    const subject = await createSubject();
    const before = await rowsOf(subject.accountId);
    const refusal = await refusalOf(submit(commandOf(kind, subject, MAX)));
    expect(refusal).toMatchObject(
      'required' in refusal ? { code: 'INSUFFICIENT_CREDITS', required: MAX } : { amount: MAX },
    );
    expect(await rowsOf(subject.accountId)).toEqual(before);
  });

  it('writes nothing when it is more than 64 bits hold, which only a cast can bring this far', async () => {
    const subject = await createSubject();
    const before = await rowsOf(subject.accountId);
    const tooMuch = (2n ** 63n) as MicroCredits;
    const outcome = await submit(commandOf(kind, subject, tooMuch)).catch((error: unknown) => error);
    expect(outcome instanceof RangeError || (outcome as Outcome).status === 'refused').toBe(true);
    expect(await rowsOf(subject.accountId)).toEqual(before);
  });
});

describe('amounts beyond what can be counted', () => {
  it('stop in the money room', () => {
    expect(() => microCredits(2n ** 63n)).toThrow(RangeError);
    expect(parseCredits('9223372036854.775808')).toBeUndefined();
    expect(parseCredits('0.0000001')).toBeUndefined();
  });

  it('do not come together in one wallet by adding, what is reserved counted along', async () => {
    const account = await world.newAccount('1');
    await world.reserve(account, '1');
    const largest = microCredits(MAX - credits('1'));
    const add = (amount: bigint) =>
      submit({
        kind: 'add',
        accountId: account,
        amount: microCredits(amount),
        source: 'PACK',
        description: '',
        ...keyed(),
      });
    expect(await refusalOf(add(largest + 1n))).toEqual({ code: 'INVALID_AMOUNT', amount: largest + 1n });
    expect((await add(largest)).status).toBe('applied');
    expect(await refusalOf(add(1n))).toEqual({ code: 'INVALID_AMOUNT', amount: 1n });
    expect(await world.ledger.verify(account)).toMatchObject({ ok: true, transactions: 3 });
  });

  it('do not get past a daily limit', async () => {
    const account = await world.newAccount('10');
    const limit = { apiKeyId: await world.newKey(account, { dailyLimit: '5' }) };
    await world.reserve(account, '1', limit);
    expect(await refusalOf(world.reserve(account, '1', { ...limit, amount: MAX }))).toMatchObject({
      code: 'KEY_SPENDING_LIMIT_REACHED',
      used: credits('1'),
    });
  });

  it('are no credit limit of a wallet that holds credits: it is refused, and the wallet still works', async () => {
    const account = await world.newAccount('10');
    expect(await world.ledger.setCreditLimit(account, MAX)).toBe(false);
    expect(await world.ledger.setCreditLimit(account, microCredits(MAX - credits('10')))).toBe(true);
    expect(await world.ledger.balance(account)).toMatchObject({ available: MAX });
    expect((await world.reserve(account, '11')).status).toBe('applied');
    expect(await refusalOf(world.add(account, '2'))).toMatchObject({ code: 'INVALID_AMOUNT' });
  });

  it('are not reached by a credit limit of any size that is in use', async () => {
    const account = await world.newAccount();
    expect(await world.ledger.setCreditLimit(account, credits('1000000'))).toBe(true);
    expect((await world.reserve(account, '5000')).status).toBe('applied');
  });

  it.each(['available', 'credit_limit', 'sequence'])('do not fit into the column %s', async (column) => {
    const account = await world.newAccount('1');
    const write = world.database.rows(`update wallet set ${column} = ${2n ** 63n} where account_id = $1`, [account]);
    await expect(write).rejects.toMatchObject({ code: '22003' });
  });
});

describe('an account that is not there', () => {
  it.each(KINDS)('has no %s', async (kind) => {
    const subject = await createSubject();
    const nobody = newId();
    const command = { ...commandOf(kind, subject, credits('0.1')), accountId: nobody };
    expect(await refusalOf(submit(command))).toEqual({ code: 'WALLET_NOT_FOUND', accountId: nobody });
    expect(await rowsOf(nobody)).toEqual({ wallet: [], lots: [], transactions: [], keySpends: [] });
  });

  it('has no balance, no transactions and no credit limit', async () => {
    const nobody = newId();
    expect(await world.ledger.balance(nobody)).toBeUndefined();
    expect(await world.ledger.transactions({ accountId: nobody, filter: {}, limit: 10 })).toEqual([]);
    expect(await world.ledger.setCreditLimit(nobody, credits('1'))).toBe(false);
  });

  it('is not what a text names that is no id: the caller gets the error, and its neighbours their credits', async () => {
    const account = await world.newAccount();
    const wrong = world.add(`zz${account.slice(2)}`, '1').catch((error: unknown) => error);
    expect((await world.add(account, '1')).status).toBe('applied');
    expect(await wrong).toMatchObject({ message: `not a UUID: zz${account.slice(2)}` });
  });
});

describe("another account's reservation", () => {
  it.each(['charge', 'refund', 'lateCharge', 'refundCharge'])('is not there for %s', async (kind) => {
    const owner = await createSubject();
    const stranger = await createSubject();
    const before = [await rowsOf(owner.accountId), await rowsOf(stranger.accountId)];
    const { accountId } = stranger;
    for (const generationId of [owner.open, owner.charged, owner.refunded]) {
      const command: LedgerCommand =
        kind === 'refund'
          ? { kind, accountId, generationId, reason: 'bad' }
          : { ...commandOf(kind, stranger, credits('0.1')), ...{ generationId } };
      expect(await refusalOf(submit(command))).toEqual({ code: 'RESERVATION_NOT_FOUND', generationId });
    }
    expect([await rowsOf(owner.accountId), await rowsOf(stranger.accountId)]).toEqual(before);
  });
});

describe('the dates of a lot', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  const at = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

  it.each([
    ['an expiry in the past', { expiresAt: at(-1) }],
    ['an expiry now', { expiresAt: at(0) }],
    ['an expiry in the past, though it began before', { effectiveAt: at(-60), expiresAt: at(-30) }],
    ['an expiry when it begins', { effectiveAt: at(5), expiresAt: at(5) }],
    ['an expiry before it begins', { effectiveAt: at(5), expiresAt: at(4) }],
  ])('are refused: %s', async (_, dates) => {
    const account = await world.newAccount('1');
    const before = await rowsOf(account);
    expect(await refusalOf(world.add(account, '1', dates))).toMatchObject({
      code: 'INVALID_LOT_DATES',
      expiresAt: dates.expiresAt,
    });
    expect(await rowsOf(account)).toEqual(before);
  });

  it('write nothing when they are no dates', async () => {
    const account = await world.newAccount('1');
    const before = await rowsOf(account);
    await expect(world.add(account, '1', { expiresAt: new Date(Number.NaN) })).rejects.toThrow(RangeError);
    expect(await rowsOf(account)).toEqual(before);
  });
});

describe('a settlement written past the code', () => {
  it("of another account's reservation is found by verification", async () => {
    const owner = await createSubject();
    const stranger = await createSubject();
    await world.database.rows(
      `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change, available_after,
         reserved_after, lot_numbers, lot_amounts, generation_id, step, created_at, hash)
       select $2, (select max(sequence) + 1 from ledger_transaction where account_id = $2), 'REFUND', -amount,
         -reserved_change, 0, 0, lot_numbers, lot_amounts, generation_id, 1, created_at, hash
       from ledger_transaction where account_id = $1 and generation_id = $3 and step = 0`,
      [owner.accountId, stranger.accountId, owner.open],
    );
    const verification = await world.ledger.verify(stranger.accountId);
    expect(verification?.problems.join('\n')).toMatch(/settles a generation that has no open reservation/);
    expect(await world.ledger.verify(owner.accountId)).toMatchObject({ ok: true });
  });
});
