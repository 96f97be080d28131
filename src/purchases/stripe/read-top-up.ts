// Payment Intents of automatic top-ups, in events and in answers (https://docs.stripe.com/api/payment_intents/object).
import { z } from 'zod';
import { fromPublicId } from '../../database/index.ts';
import type { PaymentSubject } from '../payments.ts';
import type { OffSessionPayment } from '../top-up/off-session-payments.ts';
import { Metadata, problemOf } from './event-parts.ts';

/** In the metadata: what an intent is for. */
export const TOP_UP_KIND = 'auto_top_up';

const Intent = z.object({
  id: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  status: z.string(),
  created: z.int(),
  last_payment_error: z
    .object({
      code: z.string().nullish(),
      decline_code: z.string().nullish(),
      advice_code: z.string().nullish(),
      message: z.string().nullish(),
    })
    .nullish(),
});

interface IntentError {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
  readonly advice_code?: string | null | undefined;
  readonly message?: string | null | undefined;
}

interface IntentFacts {
  readonly id: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly status: string;
  readonly created: number;
  readonly last_payment_error?: IntentError | null | undefined;
}

/** Intents of others are `other`. */
export function readTopUp(object: unknown): PaymentSubject {
  const named = z.object({ metadata: Metadata }).safeParse(object);
  const metadata = named.data?.metadata;
  if (metadata?.['kind'] !== TOP_UP_KIND) return { kind: 'other' };
  const parsed = Intent.safeParse(object);
  if (!parsed.success) return { kind: 'unreadable', problem: problemOf(parsed.error) };
  const accountId = fromPublicId('acct', metadata['account_id'] ?? '');
  const purchaseId = fromPublicId('pur', metadata['purchase_id'] ?? '');
  return {
    kind: 'top-up',
    reference: accountId === undefined || purchaseId === undefined ? undefined : { accountId, purchaseId },
    payment: toOffSessionPayment(parsed.data),
  };
}

export function toOffSessionPayment(intent: IntentFacts): OffSessionPayment {
  const status = statusOf(intent.status);
  return {
    paymentIntentId: intent.id,
    status,
    amount: {
      minorUnits: BigInt(status === 'succeeded' ? intent.amount_received : intent.amount),
      currency: intent.currency.toUpperCase(),
    },
    createdAt: new Date(intent.created * 1_000),
    decline: status === 'failed' ? declineOf(intent) : undefined,
  };
}

function statusOf(status: string): OffSessionPayment['status'] {
  if (status === 'succeeded' || status === 'processing') return status;
  return 'failed';
}

function declineOf({ status, last_payment_error: error }: IntentFacts): OffSessionPayment['decline'] {
  if (status === 'requires_action') {
    const message = 'The payment needs its customer to authenticate it.';
    return { code: 'authentication_required', advice: undefined, message };
  }
  return {
    code: error?.decline_code ?? error?.code ?? undefined,
    advice: error?.advice_code ?? undefined,
    message: error?.message ?? 'The payment failed.',
  };
}
