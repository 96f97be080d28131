// Paid invoices of plans whose credits are missing are heard once more; of the others, the lots that they brought are known.
import type { KeyedLot } from '../../ledger/index.ts';
import type { PaymentEvent } from '../payments.ts';
import type { PlanInvoiceSubject } from '../plans/plan-payments.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import { hearCredit } from '../refunds/credit-first.ts';
import { nameOfLot } from './find-unpaid-credits.ts';

interface Owned {
  readonly event: PaymentEvent;
  readonly accountId: string;
  readonly idempotencyKey: string;
}

export interface CreditedInvoices {
  /** How many brought their credits now. */
  readonly credited: number;
  /** `<account> <number>` of the lots that they brought, now or before. */
  readonly planLots: ReadonlySet<string>;
}

export async function creditPlanInvoices(
  context: PurchaseContext,
  invoices: readonly PaymentEvent[],
): Promise<CreditedInvoices> {
  const owned = await withOwners(context, invoices);
  const known = await context.ledger.lotsOfKeys(owned);
  const done = new Set(known.map(({ idempotencyKey }) => idempotencyKey));
  const missing = owned.filter(({ idempotencyKey }) => !done.has(idempotencyKey));
  let credited = 0;
  // One that brings nothing is no finding: a month can be paid for by what was left of the one before.
  for (const { event } of missing) if ((await hearCredit(context, event)) === 'CREDITED') credited += 1;
  const added = missing.length === 0 ? [] : await context.ledger.lotsOfKeys(missing);
  return { credited, planLots: new Set([...known, ...added].map(nameOf)) };
}

const nameOf = ({ accountId, lot }: KeyedLot): string => nameOfLot(accountId, lot);

const OWNERS = `select customer_id as "customerId", account_id as "accountId" from stripe_customer
  where customer_id = any($1::text[])`;

/** Those of somebody else's customers are left out. */
async function withOwners({ database }: PurchaseContext, events: readonly PaymentEvent[]): Promise<Owned[]> {
  const named = events.flatMap((event) =>
    event.subject.kind === 'plan-invoice' ? [{ event, of: event.subject }] : [],
  );
  const rows = await database.rows<{ customerId: string; accountId: string }>(OWNERS, [
    [...new Set(named.map(({ of }) => of.customerId))],
  ]);
  const owners = new Map(rows.map(({ customerId, accountId }) => [customerId, accountId]));
  return named.flatMap(({ event, of }) => {
    const accountId = owners.get(of.customerId);
    return accountId === undefined ? [] : [{ event, accountId, idempotencyKey: keyOf(of) }];
  });
}

const keyOf = ({ invoiceId }: PlanInvoiceSubject): string => `stripe:${invoiceId}`;
