// What the payment provider says of an invoice becomes what we know of it: by an event, or by an answer. Whoever brings
// it first has an effect; all others find it done.
import { shardOf, type Transaction, toPublicId } from '../../database/index.ts';
import { companion, hashInput } from '../../ledger/index.ts';
import { add } from '../../money/index.ts';
import { lockPostpaidAccount, type PostpaidAccount, savePostpaidAccount } from '../close/postpaid-account.ts';
import { exactPerMinorUnit, formatTotal } from '../decide/decide-invoice.ts';
import { decideNextAsk } from '../decide/decide-next-ask.ts';
import { decideStatus, type InvoiceStatus } from '../decide/decide-status.ts';
import type { InvoiceTables } from '../entities.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import type { ProviderInvoice } from '../invoice-payments.ts';
import type { Invoice } from '../read/invoice.ts';
import { findInvoice } from '../read/read-invoices.ts';
import { applySuspension } from './apply-suspension.ts';
import { publishInvoiceEvents } from './publish-invoice-events.ts';

type ApplyingContext = Pick<InvoiceContext, 'database' | 'ledger' | 'terms' | 'now' | 'log'>;

export interface ProviderAnswer {
  readonly accountId: string;
  readonly invoiceId: string;
  readonly invoice: ProviderInvoice;
}

/** APPLIED, or UNKNOWN: no invoice of ours. MISTRUSTED: it does not fit ours, which the log says; nothing is changed. */
export type Applied = 'APPLIED' | 'UNKNOWN' | 'MISTRUSTED';

export async function applyProviderInvoice(context: ApplyingContext, answer: ProviderAnswer): Promise<Applied> {
  const invoice = await findInvoice(context.database, answer.accountId, answer.invoiceId);
  if (invoice === undefined) return 'UNKNOWN';
  const problem = mismatch(invoice, answer.invoice);
  if (problem !== undefined) return mistrust(context, answer, problem);
  const status = next(invoice, answer.invoice, context.now());
  if (status === 'PAID' && invoice.status !== 'PAID') return settle(context, invoice, answer.invoice);
  await shardOf(context.database, invoice.accountId).transaction((tx) => writeAnswer(tx, context, answer));
  return 'APPLIED';
}

const next = ({ status, dueAt }: Pick<Invoice, 'status' | 'dueAt'>, said: ProviderInvoice, now: Date): InvoiceStatus =>
  decideStatus({ status, said: said.status, dueAt: said.dueAt ?? dueAt, now });

/** A draft, too: the provider's side hands one over only when it does not ask for what it should. */
function mismatch(invoice: Invoice, said: ProviderInvoice): string | undefined {
  const { providerInvoiceId, total } = invoice;
  if (providerInvoiceId !== undefined && providerInvoiceId !== said.providerInvoiceId) {
    return `it was sent as ${providerInvoiceId}`;
  }
  const isSame = total.minorUnits === said.total.minorUnits && total.currency === said.total.currency;
  if (isSame) return undefined;
  return `it says ${formatTotal(said.total)}, and ours ${formatTotal(total)}`;
}

function mistrust({ log }: ApplyingContext, { invoiceId, invoice }: ProviderAnswer, problem: string): Applied {
  const { providerInvoiceId } = invoice;
  log.error({ invoiceId: toPublicId('inv', invoiceId), providerInvoiceId, problem }, 'an invoice does not fit ours');
  return 'MISTRUSTED';
}

interface PaidInvoice {
  readonly invoice: Invoice;
  readonly said: ProviderInvoice;
  readonly graceDays: number;
  readonly now: Date;
}

/** The ledger takes it once per invoice of the provider; the invoice is marked in the same transaction. */
async function settle(context: ApplyingContext, invoice: Invoice, said: ProviderInvoice): Promise<Applied> {
  const { accountId, id, settles, month } = invoice;
  const outcome = await context.ledger.submit({
    command: {
      kind: 'repay',
      accountId,
      idempotencyKey: `stripe:${said.providerInvoiceId}`,
      inputHash: hashInput({ invoiceId: id, settles }),
      amount: settles,
      surplus: 'KEEP',
      description: `Invoice for ${month.slice(0, 7)} paid`,
    },
    companion: companion(writePaid, { invoice, said, graceDays: context.terms.graceDays, now: context.now() }),
  });
  if (outcome.status === 'refused') {
    return mistrust(
      context,
      { accountId, invoiceId: id, invoice: said },
      `the ledger refused it: ${outcome.refusal.code}`,
    );
  }
  return 'APPLIED';
}

async function writePaid(tx: Transaction, paid: readonly PaidInvoice[]): Promise<void> {
  for (const { invoice, said, graceDays, now } of paid) {
    await lockPostpaidAccount(tx, invoice.accountId);
    // It may have moved on since it was decided upon.
    const current = await findInvoice(tx, invoice.accountId, invoice.id);
    await writeStatus(tx, current ?? invoice, { said, status: 'PAID', now });
    await applySuspension(tx, invoice.accountId, { graceDays, now });
  }
}

async function writeAnswer(
  tx: Transaction,
  { terms, now: clock }: ApplyingContext,
  answer: ProviderAnswer,
): Promise<void> {
  const { accountId, invoiceId, invoice: said } = answer;
  const account = await lockPostpaidAccount(tx, accountId);
  const invoice = await findInvoice(tx, accountId, invoiceId);
  if (account === undefined || invoice === undefined) throw new Error('an invoice has gone');
  const now = clock();
  const status = next(invoice, said, now);
  await writeStatus(tx, invoice, { said, status, now });
  if (status === 'VOID' && invoice.status !== 'VOID') await savePostpaidAccount(tx, takeBack(account, invoice));
  await applySuspension(tx, accountId, { graceDays: terms.graceDays, now });
}

/** As if it had never been sent: the next invoice bills its credits, and its part of the rounding. */
function takeBack(account: PostpaidAccount, { settles, total, price }: Invoice): PostpaidAccount {
  const { carriedPrice } = account;
  const at = carriedPrice?.currency === price.currency ? carriedPrice : price;
  // Its whole worth comes back: as credits at the price of those that are carried already, and the rest as money.
  const worth = total.minorUnits * exactPerMinorUnit(total.currency);
  return {
    ...account,
    carriedCredits: add(account.carriedCredits, settles),
    carriedMoney: account.carriedMoney + worth - settles * at.billionths,
    carriedPrice: at,
  };
}

async function writeStatus(
  tx: Transaction,
  invoice: Invoice,
  { said, status, now }: { readonly said: ProviderInvoice; readonly status: InvoiceStatus; readonly now: Date },
): Promise<void> {
  const { accountId, id } = invoice;
  const number = said.number ?? invoice.number;
  const payUrl = said.payUrl ?? invoice.payUrl;
  const dueAt = invoice.dueAt ?? said.dueAt;
  publishInvoiceEvents(tx, { ...invoice, status, number, payUrl, dueAt }, { from: invoice.status, now });
  await tx
    .tables<InvoiceTables>()
    .updateTable('invoice')
    .set((eb) => ({
      status,
      providerInvoiceId: eb.fn.coalesce('providerInvoiceId', eb.val(said.providerInvoiceId)),
      number: number ?? null,
      payUrl: payUrl ?? null,
      dueAt: dueAt ?? null,
      issuedAt: status === 'DRAFT' ? null : eb.fn.coalesce('issuedAt', eb.val(now)),
      paidAt: status === 'PAID' ? eb.fn.coalesce('paidAt', eb.val(now)) : null,
      nextAskAt: decideNextAsk(status, { asks: 0, now }) ?? null,
      asks: 0,
    }))
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute();
}
