import { defineEntity, p } from '@mikro-orm/postgresql';
import type { PackValidity } from '../catalog/index.ts';
import type { TablesOf } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import { customerEntities } from './customers/entities.ts';
import type { PaymentEventOutcome } from './events/received-event.ts';
import { planEntities } from './plans/entities.ts';
import { reconcileEntities } from './reconcile/entities.ts';
import { refundEntities } from './refunds/entities.ts';
import { topUpEntities } from './top-up/entities.ts';
import { warningEntities } from './warnings/entities.ts';

export type PurchaseStatus = 'PENDING' | 'PAID' | 'FAILED' | 'EXPIRED' | 'REFUNDED' | 'DISPUTED';

/** A credit pack that was bought, as it was then. */
export const PurchaseEntity = defineEntity({
  name: 'Purchase',
  tableName: 'purchase',
  properties: {
    accountId: p.uuid().primary(),
    id: p.uuid().primary(),
    packId: p.text(),
    packName: p.text(),
    validity: p.text().$type<PackValidity>(),
    credits: p.bigint().$type<MicroCredits>(),
    priceMinorUnits: p.bigint(),
    priceCurrency: p.text(),
    status: p.text().$type<PurchaseStatus>().default('PENDING'),
    idempotencyKey: p.text(),
    inputHash: p.text(),
    /** Checkout Session of the payment provider; null until the call was answered. */
    checkoutSessionId: p.text().nullable(),
    checkoutUrl: p.text().nullable(),
    paymentIntentId: p.text().nullable(),
    /** With taxes; null: the price, or nothing yet. */
    paidMinorUnits: p.bigint().nullable(),
    receiptUrl: p.text().nullable(),
    createdAt: p.datetime(3),
    paidAt: p.datetime(3).nullable(),
  },
  uniques: [
    { name: 'purchase_idempotency_key_unique', properties: ['accountId', 'idempotencyKey'] },
    { name: 'purchase_payment_intent_unique', properties: ['accountId', 'paymentIntentId'] },
  ],
  indexes: [
    {
      name: 'purchase_paid_index',
      expression: 'create index purchase_paid_index on purchase (paid_at) where paid_at is not null',
    },
    {
      name: 'purchase_pending_index',
      expression: "create index purchase_pending_index on purchase (created_at) where status = 'PENDING'",
    },
  ],
  checks: [
    {
      name: 'purchase_status_check',
      expression: "status in ('PENDING', 'PAID', 'FAILED', 'EXPIRED', 'REFUNDED', 'DISPUTED')",
    },
    { name: 'purchase_amounts_check', expression: 'credits > 0 and price_minor_units > 0' },
    {
      name: 'purchase_paid_check',
      expression: "status <> 'PAID' or (paid_at is not null and payment_intent_id is not null)",
    },
  ],
});

/** Every event that the payment provider sent and that was verified, with what became of it. */
const PaymentEventEntity = defineEntity({
  name: 'PaymentEvent',
  tableName: 'payment_event',
  properties: {
    id: p.text().primary(),
    type: p.text(),
    objectId: p.text(),
    outcome: p.text().$type<PaymentEventOutcome>(),
    receivedAt: p.datetime(3),
  },
});

export const purchaseEntities = [
  PurchaseEntity,
  PaymentEventEntity,
  ...customerEntities,
  ...planEntities,
  ...refundEntities,
  ...reconcileEntities,
  ...topUpEntities,
  ...warningEntities,
];

export type PurchaseTables = TablesOf<(typeof purchaseEntities)[number]>;
