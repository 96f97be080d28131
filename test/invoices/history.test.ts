import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatCredits, microCredits } from '../../src/money/index.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const DAY_MILLISECONDS = 86_400_000;

const stepOf = fc.record({
  /** Micro-credits. */
  amount: fc.bigInt({ min: 1n, max: 5_000_000n }),
  model: fc.constantFrom('a', 'b', 'c'),
  /** Days that pass before. */
  days: fc.integer({ min: 0, max: 20 }),
  /** How many hundredths of it are given back. */
  back: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 100n })),
});
type Step = typeof stepOf extends fc.Arbitrary<infer Value> ? Value : never;

const text = (amount: bigint): string => formatCredits(microCredits(amount));
const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

function passDays(days: number): void {
  const { clock } = office.shop.world;
  clock.now = new Date(clock.now.getTime() + days * DAY_MILLISECONDS);
}

async function billAndPay(account: string): Promise<void> {
  await office.round();
  const open = (await office.list(account)).filter(({ status }) => status === 'OPEN');
  for (const { providerInvoiceId } of open) {
    await office.shop.stripe.invoices.pay(String(providerInvoiceId), { paid_out_of_band: true });
  }
  await office.deliver();
}

async function play(account: string, { amount, model, days, back }: Step): Promise<void> {
  passDays(days);
  if (days > 6) await billAndPay(account);
  const generation = await office.charge(account, text(amount), model);
  const part = (amount * back) / 100n;
  if (part > 0n) await office.giveBack(account, generation, text(part));
}

/** What the ledger charged to the credit line, transaction by transaction. */
async function drawnBy(account: string): Promise<bigint> {
  const page = { accountId: account, filter: {}, limit: 1000 };
  const transactions = await office.shop.world.ledger.transactions(page);
  return sumOf(
    transactions.flatMap(({ type, step, lots }) => {
      const isGivenBack = type === 'REFUND' && (step ?? 0) >= 3;
      const shares = type === 'CHARGE' || isGivenBack ? lots.filter(({ lot }) => lot === 0) : [];
      return shares.map(({ amount }) => (isGivenBack ? -amount : amount));
    }),
  );
}

async function carriedBy(account: string): Promise<{ readonly credits: bigint; readonly money: bigint }> {
  const [row] = await office.shop.world.database.rows<{ carried_credits: bigint; carried_money: string }>(
    'select carried_credits, carried_money::text from postpaid_account where account_id = $1',
    [account],
  );
  if (row === undefined) throw new Error('the account is not postpaid');
  return { credits: row.carried_credits, money: BigInt(row.carried_money) };
}

describe('any history of charges over months', () => {
  it('is billed to the last millionth of a credit, and what lots paid is on no invoice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf, { minLength: 5, maxLength: 12 }), async (steps) => {
        office.at('2026-11-02T12:00:00Z');
        const account = await office.newAccount();
        const { world } = office.shop;
        await world.add(account, '3');
        for (const step of steps) await play(account, step);
        passDays(40);
        await billAndPay(account);
        const drawn = await drawnBy(account);
        const invoices = await office.list(account);
        const lines = await office.invoices.lines(
          account,
          invoices.map(({ id }) => id),
        );
        expect(sumOf(lines.map((line) => line.credits))).toBe(drawn);
        expect(sumOf(invoices.map((invoice) => invoice.credits))).toBe(drawn);
        const carried = await carriedBy(account);
        expect(sumOf(invoices.map((invoice) => invoice.settles)) + carried.credits).toBe(drawn);
        // A credit is a dollar: a millionth of a credit is 10^9 of the 10^-15 dollars that exact money is counted in.
        const cents = sumOf(invoices.map(({ total }) => total.minorUnits));
        expect(cents * 10n ** 13n + carried.money + carried.credits * 10n ** 9n).toBe(drawn * 10n ** 9n);
        expect(await office.invoices.owed(account)).toMatchObject({ unbilled: carried.credits });
        expect(await world.ledger.verify(account)).toMatchObject({ ok: true });
      }),
      { numRuns: 4 },
    );
  });
});
