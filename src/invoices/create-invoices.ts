// Wires the room.
import { applyProviderInvoice } from './apply-provider-invoice.ts';
import { reviewStanding } from './apply-standing.ts';
import type { InvoiceContext } from './invoice-context.ts';
import type { InvoiceRoom } from './invoices.ts';
import { recordMoneyBack } from './money-back.ts';
import { listInvoices, readInvoiceLines, readInvoices, readOwed, readUnpaid } from './read-invoices.ts';
import { runInvoiceRound } from './run-invoice-round.ts';
import { changeBillingMode } from './set-billing-mode.ts';

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
    hear: async ({ accountId, invoiceId, invoice }, log = context.log) => {
      const applied = await applyProviderInvoice({ ...context, log }, { accountId, invoiceId, invoice });
      return applied === 'UNKNOWN' ? 'IGNORED' : 'RECORDED';
    },
    moneyBack: (told) => recordMoneyBack(context, told),
    review: (accountId) => reviewStanding(context, accountId),
    runRound: () => runInvoiceRound(context),
  };
}
