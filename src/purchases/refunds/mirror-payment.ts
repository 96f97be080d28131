// Brings our books to what the provider shows of a payment: money that went back takes its credits with it, a dispute
// freezes what is left of them.
import { newId, shardOf, type Transaction, toPublicId } from '../../database/index.ts';
import { formatCredits, type MicroCredits, sum } from '../../money/index.ts';
import { handleCheckout } from '../checkout/handle-checkout.ts';
import { findAccountOf } from '../customers/customers.ts';
import type { PurchaseTables } from '../entities.ts';
import type { ReceivedEvent } from '../events/received-event.ts';
import { type PaymentEvent, ProviderUnavailableError } from '../payments.ts';
import { handlePlanInvoice } from '../plans/handle-plan-events.ts';
import type { PurchaseContext } from '../purchase-context.ts';
import type { PaymentEventOutcome } from '../purchases.ts';
import { handleTopUp } from '../top-up/settle-attempt.ts';
import { bookReversal } from './book-reversal.ts';
import { decideReversals, type ReversalPlan } from './decide-reversals.ts';
import { decideGrantOf } from './decide-shares.ts';
import { finishPayment } from './finish-payment.ts';
import { finishRefund } from './finish-refund.ts';
import { findPaidCredits, isOfInvoice, type PaidCredits } from './payment-lot.ts';
import type { PaymentState, ReversalSubject } from './refund-payments.ts';
import { isCounted, lockPayment, type Reversal, readReversals, updateOf } from './reversal.ts';

export function handleReversal(
  context: PurchaseContext,
  { subject }: ReceivedEvent<ReversalSubject>,
): Promise<PaymentEventOutcome> {
  return mirrorPayment(context, subject.paymentIntentId);
}

export async function mirrorPayment(context: PurchaseContext, paymentIntentId: string): Promise<PaymentEventOutcome> {
  const state = await context.payments.readPayment(paymentIntentId);
  if (state === undefined) return 'IGNORED';
  const accountId = await ownerOf(context, state);
  if (accountId === undefined) return 'IGNORED';
  if (state.refunds.length === 0 && state.disputes.length === 0) return 'RECORDED';
  const paid = await paidCreditsOf(context, accountId, state);
  if (paid === undefined) {
    const level = state.invoiceId === undefined ? 'warn' : 'error';
    context.log[level]({ paymentIntentId }, 'money went back of a payment that brought no credits');
    return 'RECORDED';
  }
  const { reversals, problems } = await writeWhenSettled(context, { accountId, state, paid });
  for (const problem of problems) context.log.error({ paymentIntentId, problem }, 'a person should look at a payment');
  await bookAll(context, reversals);
  await finishPayment(context, accountId, paymentIntentId);
  if (isOfInvoice(paid)) await finishInvoice(context, { accountId, state, reversals });
  return 'RECORDED';
}

/** The invoice is unpaid again, as far as its money went back: its terms say what follows, and a person should know. */
async function finishInvoice(
  context: PurchaseContext,
  { accountId, state, reversals }: { accountId: string; state: PaymentState; reversals: readonly Reversal[] },
): Promise<void> {
  const { invoiceId = '', paymentIntentId } = state;
  const minorUnits = reversals.filter(isCounted).reduce((total, reversal) => total + reversal.minorUnits, 0n);
  await context.invoiceMoneyBack?.({ accountId, providerInvoiceId: invoiceId, paymentIntentId, minorUnits });
  const debt = (await context.ledger.balance(accountId))?.debt ?? 0n;
  if (minorUnits === 0n || debt === 0n) return;
  const details = { accountId: toPublicId('acct', accountId), invoiceId, paymentIntentId, owed: formatCredits(debt) };
  context.log.error(details, 'money of a paid invoice went back, and its credits are owed');
}

function ownerOf(context: PurchaseContext, { accountId, customerId }: PaymentState): Promise<string | undefined> {
  if (accountId !== undefined) return Promise.resolve(accountId);
  return customerId === undefined ? Promise.resolve(undefined) : findAccountOf(context, customerId);
}

/** What is known of the payment's end can overtake what is known of its beginning. */
async function paidCreditsOf(
  context: PurchaseContext,
  accountId: string,
  state: PaymentState,
): Promise<PaidCredits | undefined> {
  const { paymentIntentId, invoiceId } = state;
  const keys = { accountId, paymentIntentId, invoiceId };
  const found = await findPaidCredits(context, keys);
  if (found !== undefined) return found;
  await creditFirst(context, paymentIntentId);
  return findPaidCredits(context, keys);
}

/** Credits a payment whose events have not come yet, through the handlers that they would have gone to. */
async function creditFirst(context: PurchaseContext, paymentIntentId: string): Promise<void> {
  for (const event of await context.payments.readCredit(paymentIntentId)) await handleCredit(context, event);
}

/** What a payment's own objects say; all other kinds bring no credits. */
export function handleCredit(context: PurchaseContext, event: PaymentEvent): Promise<PaymentEventOutcome> {
  const { subject } = event;
  const receivedAt = context.now();
  switch (subject.kind) {
    case 'checkout':
      return handleCheckout(context, { event, subject, receivedAt });
    case 'top-up':
      return handleTopUp(context, { event, subject, receivedAt });
    case 'plan-invoice':
      return handlePlanInvoice(context, { event, subject, receivedAt });
    case 'invoice':
      return (
        context.outsideHandlers?.invoice?.({ event, subject, receivedAt }, context.log) ?? Promise.resolve('IGNORED')
      );
    default:
      return Promise.resolve('IGNORED');
  }
}

interface Finding {
  readonly accountId: string;
  readonly state: PaymentState;
  readonly paid: PaidCredits;
}

/**
 * How many credits a refund at the provider's end takes depends on what a refund of ours that is in between comes to:
 * that one is led to its end first.
 */
async function writeWhenSettled(context: PurchaseContext, finding: Finding): Promise<Written> {
  const first = await writePlan(context, finding);
  if (first.blockedBy.length === 0) return first;
  for (const reversal of first.blockedBy) await finishRefund(context, reversal);
  const second = await writePlan(context, finding);
  if (second.blockedBy.length === 0) return second;
  throw new ProviderUnavailableError(`a refund of ${finding.state.paymentIntentId} is under way; ask again later`);
}

interface Written {
  readonly reversals: readonly Reversal[];
  readonly problems: readonly string[];
  /** Nothing was written because of them. */
  readonly blockedBy: readonly Reversal[];
}

function writePlan({ database, now }: PurchaseContext, { accountId, state, paid }: Finding): Promise<Written> {
  const { paymentIntentId } = state;
  return shardOf(database, accountId).transaction(async (tx) => {
    await lockPayment(tx, paymentIntentId);
    const known = await readReversals(tx, accountId, paymentIntentId);
    const plan = decideReversals({ state, known, granted: decideGrantOf(state, paid.granted) });
    if (plan.blockedBy.length > 0) return { reversals: known, problems: [], blockedBy: plan.blockedBy };
    await writeAdded(tx, { accountId, state, paid }, { plan, now: now() });
    for (const { id, providerId, status, credits } of plan.changed) {
      await updateOf(tx, { accountId, id }).set({ providerId, status, credits }).execute();
    }
    const reversals = await readReversals(tx, accountId, paymentIntentId);
    return { reversals, problems: plan.problems, blockedBy: [] };
  });
}

const REASONS = {
  OPERATOR_REFUND: 'Refunded',
  PROVIDER_REFUND: 'The payment was refunded',
  DISPUTE: 'The payment is disputed',
};

async function writeAdded(
  tx: Transaction,
  { accountId, state, paid }: Finding,
  { plan, now }: { readonly plan: ReversalPlan; readonly now: Date },
): Promise<void> {
  const { paymentIntentId } = state;
  const { purchaseId, lot } = paid;
  const of = { accountId, paymentIntentId, purchaseId, lot, currency: state.paid.currency, createdAt: now };
  for (const { kind, providerId, credits, minorUnits, status } of plan.added) {
    await tx
      .tables<PurchaseTables>()
      .insertInto('payment_reversal')
      .values({ ...of, id: newId(), kind, providerId, credits, minorUnits, status, reason: REASONS[kind] })
      .execute();
  }
}

/**
 * What the others took of the payment that the ledger knows of: those that were booked before this look, or in it. One of
 * ours that has only begun may come to nothing.
 */
function clawedBackBefore(reversals: readonly Reversal[], place: number): MicroCredits {
  const counted = reversals.filter((row, other) => {
    if (other === place || !isCounted(row)) return false;
    if (row.kind === 'OPERATOR_REFUND') return row.status === 'DONE';
    return other < place || row.booked === row.status;
  });
  return sum(counted.map(({ credits }) => credits));
}

/** Those that wait for the provider's answer are left to `finishRefund`. */
async function bookAll(context: PurchaseContext, reversals: readonly Reversal[]): Promise<void> {
  for (const [place, reversal] of reversals.entries()) {
    if (reversal.kind === 'OPERATOR_REFUND' && reversal.status !== 'RETURNING') continue;
    const refused = await bookReversal(context, reversal, clawedBackBefore(reversals, place));
    if (refused === undefined) continue;
    const { id: reversalId, paymentIntentId } = reversal;
    const details = { reversalId, paymentIntentId, refusal: refused.refusal.code };
    context.log.error(details, 'credits of a payment that went back could not be booked');
  }
}
