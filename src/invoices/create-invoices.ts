// Wires the room.

import { changeBillingMode } from './billing-mode/change-billing-mode.ts';
import { applyProviderInvoice } from './collect/apply-provider-invoice.ts';
import { reviewSuspension } from './collect/apply-suspension.ts';
import { recordMoneyBack } from './collect/money-back.ts';
import type { InvoiceContext } from './invoice-context.ts';
import type { InvoiceRoom } from './invoices.ts';
import { listInvoices, readInvoiceLines, readInvoices, readOwed, readUnpaid } from './read/read-invoices.ts';
import { runInvoiceRound } from './run-invoice-round.ts';

export function createInvoices(context: InvoiceContext): InvoiceRoom {
  const { database } = context;
  return {
    invoices: {
      list: (page) => listInvoices(database, page),
      byIds: (accountId, ids) => readInvoices(database, accountId, ids),
      unpaid: (accountId) => readUnpaid(database, accountId),
      lines: (accountId, ids) => readInvoiceLines(database, accountId, ids),
      owed: (accountId) => readOwed(database, accountId),
      setBillingMode: (request) => changeBillingMode(context, request),
    },
    handle: async ({ accountId, invoiceId, invoice }, log = context.log) => {
      const applied = await applyProviderInvoice({ ...context, log }, { accountId, invoiceId, invoice });
      return applied === 'UNKNOWN' ? 'IGNORED' : 'RECORDED';
    },
    moneyBack: (moneyBack) => recordMoneyBack(context, moneyBack),
    review: (accountId) => reviewSuspension(context, accountId),
    runRound: () => runInvoiceRound(context),
  };
}
