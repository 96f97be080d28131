// Gateways that do the invoices' recurring work side by side.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { shardOf } from '../../src/database/index.ts';
import { claimInvoices } from '../../src/invoices/collect/ask-provider.ts';
import type { Invoice } from '../../src/invoices/index.ts';
import { waitUntil } from '../support/wait-until.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
beforeEach(() => {
  office.at('2026-11-21T12:00:00Z');
  office.problems.length = 0;
});

/** How many wait for a lock. */
async function waiting(): Promise<number> {
  const rows = await office.shop.world.database.rows(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

describe('two gateways', () => {
  it('close a month once: who comes second finds it closed', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const { database } = office.shop.world;
    const rounds = await database.transaction(async (tx) => {
      await tx.rows('select from postpaid_account where account_id = $1 for update', [account]);
      const begun = [office.roomWith({}).runRound(), office.roomWith({}).runRound()];
      await waitUntil('both wait for the account', async () => (await waiting()) === 2);
      return { begun };
    });
    const closed = (await Promise.all(rounds.begun)).map((round) => round.closed);
    expect(closed.toSorted()).toEqual([0, 1]);
    expect(await office.list(account)).toHaveLength(1);
    expect(office.problems).toEqual([]);
  });

  it('do not ask about the same invoice at the same time', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    const honest = office.payments;
    const asked = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    let calls = 0;
    office.payments = {
      ...honest,
      sendInvoice: async (request) => {
        calls += 1;
        asked.resolve(undefined);
        // Only who came first is held up: a second one would be counted.
        if (calls === 1) await goOn.promise;
        return honest.sendInvoice(request);
      },
    };
    const first = office.room.runRound();
    await asked.promise;
    expect(await office.roomWith({}).runRound()).toMatchObject({ answered: 0 });
    goOn.resolve(undefined);
    await first;
    office.payments = honest;
    expect(calls).toBe(1);
    expect(await office.list(account)).toMatchObject([{ status: 'OPEN' }]);
  });

  it('do not wait for an invoice that another one is claiming', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const { database, clock } = office.shop.world;
    await database.rows(`update invoice set next_ask_at = $2 where account_id = $1`, [account, clock.now]);
    await shardOf(database, account).transaction(async (tx) => {
      expect(await claimInvoices(tx, clock.now, 20)).toHaveLength(1);
      expect(await claimInvoices(database, clock.now, 20)).toEqual([]);
    });
  });

  it('leave an invoice alone that was paid while its question was not answered', async () => {
    const account = await office.newAccount();
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    const { database } = office.shop.world;
    const [invoice] = await office.list(account);
    const { providerInvoiceId: sentAs } = invoice as Invoice;
    office.at('2026-12-03T02:00:00Z');
    const honest = office.payments;
    office.payments = {
      ...honest,
      findInvoice: async (id) => {
        if (id !== sentAs) return honest.findInvoice(id);
        await office.shop.stripe.invoices.pay(id, { paid_out_of_band: true });
        await office.deliver();
        return { status: 'unavailable', reason: 'the answer was lost' };
      },
    };
    await office.room.runRound();
    office.payments = honest;
    const paidAt = new Date('2026-12-03T02:00:00Z');
    expect(await office.list(account)).toMatchObject([{ status: 'PAID', paidAt }]);
    const asks = 'select next_ask_at from invoice where account_id = $1';
    expect(await database.rows(asks, [account])).toEqual([{ next_ask_at: null }]);
    // Said once more, it was still paid when it was paid.
    office.at('2026-12-05T02:00:00Z');
    const answer = await honest.findInvoice(sentAs ?? '');
    if (answer.status !== 'known') throw new Error('the simulator does not answer');
    const subject = {
      kind: 'invoice',
      accountId: account,
      invoiceId: invoice?.id ?? '',
      invoice: answer.invoice,
    } as const;
    expect(await office.room.handle(subject)).toBe('RECORDED');
    expect(await office.list(account)).toMatchObject([{ status: 'PAID', paidAt }]);
  });
});
