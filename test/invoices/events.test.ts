import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { credits } from '../support/ledger-world.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

type Deed = 'pay' | 'giveUp' | 'withdraw';

const STORIES: readonly (readonly Deed[])[] = [['pay'], ['giveUp', 'pay'], ['withdraw'], ['giveUp', 'withdraw']];

async function act(id: string, deed: Deed): Promise<void> {
  const { invoices } = office.shop.stripe;
  if (deed === 'pay') await invoices.pay(id, { paid_out_of_band: true });
  else if (deed === 'giveUp') await invoices.markUncollectible(id);
  else await invoices.voidInvoice(id);
}

/** An invoice that Stripe has sent and we know nothing of, and all that Stripe then sent of it. */
async function unfold(story: readonly Deed[]) {
  office.at('2026-11-21T12:00:00Z');
  const account = await office.newAccount('20');
  await office.charge(account, '15');
  office.at('2026-12-01T02:00:00Z');
  const honest = office.payments;
  office.payments = {
    ...honest,
    sendInvoice: async (request) => {
      await honest.sendInvoice(request);
      return { status: 'unavailable', reason: 'the answer was lost' };
    },
  };
  const before = office.shop.held.length;
  await office.round();
  office.payments = honest;
  const [{ id } = { id: '' }] = await office.invoicesAtStripe(account);
  for (const deed of story) await act(id, deed);
  return { account, deliveries: office.shop.held.slice(before) };
}

describe('the events of an invoice', () => {
  it('end the same in every order and however often they come, also when they come before our own answer', async () => {
    const orders = fc.record({
      story: fc.constantFrom(...STORIES),
      seeds: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
    });
    await fc.assert(
      fc.asyncProperty(orders, async ({ story, seeds }) => {
        const { account, deliveries } = await unfold(story);
        const twice = [...deliveries, ...deliveries].map((delivery, index) => ({ delivery, seed: seeds[index] ?? 0 }));
        const shuffled = twice.toSorted((one, other) => one.seed - other.seed).map(({ delivery }) => delivery);
        await office.deliver(shuffled);
        const isPaid = story.includes('pay');
        expect(await office.list(account)).toMatchObject([{ status: isPaid ? 'PAID' : 'VOID' }]);
        expect(await office.status(account)).toBe('ACTIVE');
        const { ledger } = office.shop.world;
        expect((await ledger.balance(account))?.available).toBe(credits(isPaid ? '20' : '5'));
        expect(await ledger.countTransactions(account, { types: ['INVOICE'] })).toBe(isPaid ? 1 : 0);
        expect(await office.invoices.owed(account)).toMatchObject({ unbilled: credits(isPaid ? '0' : '15') });
        expect(await ledger.verify(account)).toMatchObject({ ok: true });
      }),
      { numRuns: 16 },
    );
  });

  it('of another total are not believed', async () => {
    const { account, deliveries } = await unfold(['pay']);
    office.problems.length = 0;
    const { database } = office.shop.world;
    const [row] = await database.rows<{ id: string }>('select id from invoice where account_id = $1', [account]);
    const invoice = {
      providerInvoiceId: 'in_other',
      status: 'paid' as const,
      total: { minorUnits: 1n, currency: 'USD' },
      number: undefined,
      payUrl: undefined,
      dueAt: undefined,
    };
    await office.room.handle({ kind: 'invoice', accountId: account, invoiceId: String(row?.id), invoice });
    expect(office.problems).toMatchObject([{ problem: 'it says 0.01 USD, and ours 15.00 USD' }]);
    expect(await office.list(account)).toMatchObject([{ status: 'DRAFT' }]);
    await office.deliver(deliveries);
    expect(await office.list(account)).toMatchObject([{ status: 'PAID' }]);
  });
});
