import { defineEntity, p } from '@mikro-orm/postgresql';
import type { MicroCredits } from '../../money/index.ts';

export type ReversalKind = 'OPERATOR_REFUND' | 'PROVIDER_REFUND' | 'DISPUTE';

/**
 * Refunds: PENDING (the credits are to be taken), TAKEN (they are; the provider is to be asked), DONE (the money is on
 * its way), RETURNING (no money goes back; the credits are to be given back), FAILED (they are, or were never taken).
 * Disputes: OPEN, WON, LOST; the last two are final.
 */
export type ReversalStatus = 'PENDING' | 'TAKEN' | 'DONE' | 'RETURNING' | 'FAILED' | 'OPEN' | 'WON' | 'LOST';

/** Money that went back, or may: refunds by an operator, refunds made at the provider's end, disputes. */
export const PaymentReversalEntity = defineEntity({
  name: 'PaymentReversal',
  tableName: 'payment_reversal',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    kind: p.text().$type<ReversalKind>(),
    paymentIntentId: p.text(),
    purchaseId: p.uuid().nullable(),
    /** The lot that the payment brought. */
    lot: p.integer(),
    /** The provider's id of the refund or dispute; null until its answer was handled. */
    providerId: p.text().nullable(),
    /** Micro-credits that go back with the money; 0 for a dispute that is not lost. */
    credits: p.bigint().$type<MicroCredits>(),
    minorUnits: p.bigint(),
    currency: p.text(),
    status: p.text().$type<ReversalStatus>(),
    /** The status that the ledger has. */
    booked: p.text().$type<ReversalStatus>().nullable(),
    /** The status that was published to webhooks last; a gateway of an earlier release writes it by the column's name. */
    publishedStatus: p.text().$type<ReversalStatus>().fieldName('told').nullable(),
    reason: p.text(),
    idempotencyKey: p.text().nullable(),
    inputHash: p.text().nullable(),
    /** Who asks the provider has until then. */
    claimedUntil: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
  uniques: [
    { name: 'payment_reversal_provider_id_unique', properties: ['accountId', 'providerId'] },
    { name: 'payment_reversal_idempotency_key_unique', properties: ['accountId', 'idempotencyKey'] },
  ],
  indexes: [
    {
      name: 'payment_reversal_ended_index',
      expression:
        "create index payment_reversal_ended_index on payment_reversal (created_at) where status in ('DONE', 'LOST')",
    },
    { name: 'payment_reversal_payment_index', properties: ['paymentIntentId'] },
    {
      name: 'payment_reversal_open_index',
      expression:
        "create index payment_reversal_open_index on payment_reversal (created_at) where status in ('PENDING', 'TAKEN', 'RETURNING') or (kind = 'DISPUTE' and booked is distinct from status)",
    },
  ],
  checks: [
    { name: 'payment_reversal_kind_check', expression: "kind in ('OPERATOR_REFUND', 'PROVIDER_REFUND', 'DISPUTE')" },
    {
      name: 'payment_reversal_status_check',
      expression:
        "case kind when 'DISPUTE' then status in ('OPEN', 'WON', 'LOST') else status in ('PENDING', 'TAKEN', 'DONE', 'RETURNING', 'FAILED') end",
    },
    { name: 'payment_reversal_amounts_check', expression: 'credits >= 0 and minor_units > 0' },
    {
      name: 'payment_reversal_provider_check',
      expression: "kind = 'OPERATOR_REFUND' or provider_id is not null",
    },
  ],
});

export const refundEntities = [PaymentReversalEntity];
