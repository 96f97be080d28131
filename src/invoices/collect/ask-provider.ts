// Asks the payment provider: to send a draft, or how an open invoice stands. No transaction is open meanwhile. May break
// off anywhere and be called again: the provider's side is found by its id or by ours (see the port), ours by its row.
import { type Sql, takeInTurn, toPublicId, withoutNulls } from '../../database/index.ts';
import { formatCredits } from '../../money/index.ts';
import { formatPrice } from '../decide/decide-invoice.ts';
import { decideNextAsk } from '../decide/decide-next-ask.ts';
import type { InvoiceTables } from '../entities.ts';
import type { InvoiceContext } from '../invoice-context.ts';
import type { ProviderInvoiceAnswer } from '../invoice-payments.ts';
import { type Invoice, toInvoice } from '../read/invoice.ts';
import { applyProviderInvoice } from './apply-provider-invoice.ts';

/** Who claims an invoice has this long; afterwards any gateway may ask. Longer than all calls and their retries. */
const LEASE_MILLISECONDS = 600_000;

export interface ClaimedInvoice extends Invoice {
  /** This time included, since the last answer. */
  readonly asks: number;
}

/** Those that are due; each goes to one gateway. */
export async function claimInvoices(sql: Sql, now: Date, limit: number): Promise<ClaimedInvoice[]> {
  const rows = await takeInTurn(sql, limit, (shard, left) => claimSome(shard, now, left));
  return rows.map(withoutNulls).map((row) => ({ ...toInvoice(row), asks: row.asks }));
}

const claimSome = (sql: Sql, now: Date, limit: number) =>
  sql
    .tables<InvoiceTables>()
    .updateTable('invoice')
    .set((eb) => ({ nextAskAt: new Date(now.getTime() + LEASE_MILLISECONDS), asks: eb('asks', '+', 1) }))
    .where((eb) =>
      eb(
        eb.refTuple('accountId', 'id'),
        'in',
        eb
          .selectFrom('invoice')
          .select(['accountId', 'id'])
          .where('nextAskAt', '<=', now)
          .orderBy('nextAskAt')
          .limit(limit)
          .forUpdate()
          .skipLocked()
          .$asTuple('accountId', 'id'),
      ),
    )
    .returningAll()
    .execute();

/** Whether the provider answered. */
export async function askAbout(context: InvoiceContext, invoice: ClaimedInvoice): Promise<boolean> {
  const { accountId, id, asks } = invoice;
  const answer = await ask(context, invoice);
  if (answer.status === 'known') {
    const applied = await applyProviderInvoice(context, { accountId, invoiceId: id, invoice: answer.invoice });
    if (applied === 'APPLIED') return true;
  } else {
    const { reason } = answer;
    context.log.warn({ invoiceId: toPublicId('inv', id), reason }, 'the payment provider did not take an invoice');
  }
  const nextAskAt = decideNextAsk(invoice.status, { asks, now: context.now() });
  await context.database
    .tables<InvoiceTables>()
    .updateTable('invoice')
    .set({ nextAskAt: nextAskAt ?? null })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .where('nextAskAt', 'is not', null)
    .execute();
  return false;
}

async function ask({ payments, customerOf }: InvoiceContext, invoice: Invoice): Promise<ProviderInvoiceAnswer> {
  const { accountId, providerInvoiceId, status } = invoice;
  if (status !== 'DRAFT' && providerInvoiceId !== undefined) return payments.findInvoice(providerInvoiceId);
  try {
    return await payments.sendInvoice({
      invoiceId: toPublicId('inv', invoice.id),
      accountId: toPublicId('acct', accountId),
      customerId: await customerOf(accountId),
      providerInvoiceId,
      // Made of the row only: the provider refuses a repeated key whose parameters differ.
      total: invoice.total,
      description: describe(invoice),
      daysUntilDue: invoice.daysUntilDue,
      since: invoice.createdAt,
    });
  } catch (error) {
    return { status: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** "Generations in 2026-11: 12.48 credits at 1 USD". */
function describe({ month, settles, price }: Invoice): string {
  return `Generations in ${month.slice(0, 7)}: ${formatCredits(settles)} credits at ${formatPrice(price)}`;
}
