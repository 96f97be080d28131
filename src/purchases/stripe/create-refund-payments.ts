// Payments of which money goes back, on Stripe (https://docs.stripe.com/refunds, https://docs.stripe.com/disputes).
import type Stripe from 'stripe';
import { z } from 'zod';
import { fromPublicId } from '../../database/index.ts';
import type { PaymentSubject } from '../payments.ts';
import type {
  PaymentDispute,
  PaymentRefund,
  PaymentState,
  RefundAnswer,
  RefundPayments,
  RefundRequest,
} from '../refunds/refund-payments.ts';
import { problemOf, Reference } from './event-parts.ts';
import { minorUnits } from './minor-units.ts';
import { answerOf, unlessMissing, unlessUnavailable } from './provider-errors.ts';

const PAGE = 100;
const MOST = 1_000;

export function createRefundPayments(stripe: Stripe): RefundPayments {
  return {
    readPayment: (paymentIntentId) => readPayment(stripe, paymentIntentId),
    createRefund: (request) => createRefund(stripe, request),
  };
}

const Reversed = z.object({ payment_intent: Reference });

/** A charge, refund or dispute. Those without a payment intent were not begun here. */
export function readReversal(object: unknown): PaymentSubject {
  const parsed = Reversed.safeParse(object);
  if (!parsed.success) return { kind: 'unreadable', problem: problemOf(parsed.error) };
  const { payment_intent: paymentIntentId } = parsed.data;
  return paymentIntentId === undefined || paymentIntentId === null
    ? { kind: 'other' }
    : { kind: 'reversal', paymentIntentId };
}

async function readPayment(stripe: Stripe, paymentIntentId: string): Promise<PaymentState | undefined> {
  const of = { payment_intent: paymentIntentId, limit: PAGE };
  const [intent, refunds = [], disputes = []] = await Promise.all([
    unlessMissing(stripe.paymentIntents.retrieve(paymentIntentId)),
    unlessMissing(stripe.refunds.list(of).autoPagingToArray({ limit: MOST })),
    unlessMissing(stripe.disputes.list(of).autoPagingToArray({ limit: MOST })),
  ]);
  if (intent === undefined) return undefined;
  const { metadata, customer } = intent;
  const hasGoneBack = refunds.length > 0 || disputes.length > 0;
  // Only asked when it matters: a pack's and a top-up's payment say what they are for.
  const invoiceId =
    hasGoneBack && metadata['purchase_id'] === undefined ? await findInvoice(stripe, paymentIntentId) : undefined;
  return {
    paymentIntentId,
    accountId: fromPublicId('acct', metadata['account_id'] ?? ''),
    customerId: idOf(customer),
    invoiceId,
    invoicePaid: invoiceId === undefined ? undefined : await paidOf(stripe, invoiceId),
    paid: { minorUnits: BigInt(intent.amount_received), currency: intent.currency.toUpperCase() },
    refunds: refunds.map(toRefund),
    disputes: disputes.map(toDispute),
  };
}

export async function findInvoice(stripe: Stripe, paymentIntentId: string): Promise<string | undefined> {
  const payment = { type: 'payment_intent', payment_intent: paymentIntentId } as const;
  const { data } = await unlessUnavailable(stripe.invoicePayments.list({ payment, limit: 1 }));
  return idOf(data[0]?.invoice);
}

async function paidOf(stripe: Stripe, invoiceId: string): Promise<bigint | undefined> {
  const invoice = await unlessMissing(stripe.invoices.retrieve(invoiceId));
  return invoice === undefined ? undefined : BigInt(invoice.amount_paid);
}

function toRefund(refund: Stripe.Refund): PaymentRefund {
  return {
    refundId: refund.id,
    ourId: fromPublicId('rfd', refund.metadata?.['refund_id'] ?? ''),
    minorUnits: BigInt(refund.amount),
    state: refund.status === 'failed' || refund.status === 'canceled' ? 'FAILED' : 'MADE',
    createdAt: new Date(refund.created * 1_000),
  };
}

function toDispute(dispute: Stripe.Dispute): PaymentDispute {
  return {
    disputeId: dispute.id,
    minorUnits: BigInt(dispute.amount),
    currency: dispute.currency.toUpperCase(),
    state: disputeState(dispute.status),
    createdAt: new Date(dispute.created * 1_000),
  };
}

/** `warning_…`: an inquiry, which withdraws no money. `prevented`: it came to none. */
function disputeState(status: string): PaymentDispute['state'] {
  if (status.startsWith('warning_')) return 'INQUIRY';
  if (status === 'lost') return 'LOST';
  return status === 'won' || status === 'prevented' ? 'WON' : 'OPEN';
}

async function createRefund(stripe: Stripe, request: RefundRequest): Promise<RefundAnswer> {
  const { refundId, paymentIntentId } = request;
  const answer = await answerOf(
    stripe.refunds.create(
      {
        payment_intent: paymentIntentId,
        amount: minorUnits(request.minorUnits),
        reason: 'requested_by_customer',
        metadata: { refund_id: refundId },
      },
      { idempotencyKey: refundId },
    ),
  );
  return answer.status === 'done'
    ? { status: 'made', providerId: answer.result.id }
    : { status: 'refused', reason: answer.reason };
}

function idOf(reference: string | { readonly id: string } | null | undefined): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}
