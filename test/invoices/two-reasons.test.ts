// Two reasons of a suspension are two reasons: each ends by its own cause, and who has paid may go on at once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { releaseAccount, suspendAccount } from '../../src/accounts/index.ts';
import { shardOf } from '../../src/database/index.ts';
import { credits } from '../support/ledger-world.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;
let account: string;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
beforeEach(async () => {
  office.at('2026-11-21T12:00:00Z');
  account = await office.newAccount('20');
});

const change = (work: typeof suspendAccount | typeof releaseAccount, reason: 'UNPAID_INVOICE' | 'LOST_DISPUTE') =>
  shardOf(office.shop.world.database, account).transaction((tx) =>
    work(tx, account, { reason, now: office.shop.world.clock.now }),
  );
const byOperator = (status: 'SUSPENDED' | 'ACTIVE') =>
  office.shop.world.database.rows('update account set status = $2 where id = $1', [account, status]);

async function stored() {
  const [row] = await office.shop.world.database.rows(
    'select status, suspension_reasons as reasons from account where id = $1',
    [account],
  );
  return row;
}

describe('reasons of a suspension', () => {
  it('are released one by one, in any order', async () => {
    await change(suspendAccount, 'UNPAID_INVOICE');
    await change(suspendAccount, 'LOST_DISPUTE');
    await change(suspendAccount, 'LOST_DISPUTE');
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: ['UNPAID_INVOICE', 'LOST_DISPUTE'] });
    await change(releaseAccount, 'UNPAID_INVOICE');
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: ['LOST_DISPUTE'] });
    await change(releaseAccount, 'UNPAID_INVOICE');
    await change(releaseAccount, 'LOST_DISPUTE');
    expect(await stored()).toEqual({ status: 'ACTIVE', reasons: [] });
  });

  it('never end what an operator did', async () => {
    await byOperator('SUSPENDED');
    await change(suspendAccount, 'UNPAID_INVOICE');
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: ['OPERATOR', 'UNPAID_INVOICE'] });
    await change(releaseAccount, 'UNPAID_INVOICE');
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: [] });
    await change(releaseAccount, 'LOST_DISPUTE');
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: [] });
    await byOperator('ACTIVE');
    expect(await stored()).toEqual({ status: 'ACTIVE', reasons: [] });
  });

  it('of an invoice that is paid leaves the one of a debt, which a bought pack ends at once', async () => {
    await office.charge(account, '15');
    office.at('2026-12-01T02:00:00Z');
    await office.round();
    office.at('2026-12-30T02:00:00Z');
    await office.round();
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: ['UNPAID_INVOICE'] });
    const { ledger } = office.shop.world;
    const lost = { description: 'Lost', idempotencyKey: `lost ${account}`, inputHash: '' };
    await ledger.submit({
      command: { kind: 'clawback', accountId: account, lot: 0, amount: credits('9'), cause: 'DISPUTE_LOST', ...lost },
    });
    await change(suspendAccount, 'LOST_DISPUTE');
    const [invoice] = await office.list(account);
    await office.shop.stripe.invoices.pay(String(invoice?.providerInvoiceId), { paid_out_of_band: true });
    await office.deliver();
    expect(await stored()).toEqual({ status: 'SUSPENDED', reasons: ['LOST_DISPUTE'] });
    const purchase = await office.shop.buy(account, 'small', `debt of ${account}`);
    await office.shop.click(purchase, 'pay');
    await office.deliver();
    expect(await ledger.balance(account)).toMatchObject({ debt: 0n });
    expect(await stored()).toEqual({ status: 'ACTIVE', reasons: [] });
  });
});
