// The ledger's tables. Every key begins with the account id, so that they can be distributed or partitioned by it.
// Amounts are micro-credits. The CHECKs are the second wall behind decide-batch.ts.
import { defineEntity, p } from '@mikro-orm/postgresql';

/** One row per account: the only row that is locked. */
export const WalletEntity = defineEntity({
  name: 'Wallet',
  tableName: 'wallet',
  properties: {
    accountId: p.uuid().primary(),
    available: p.bigint().defaultRaw('0'),
    reserved: p.bigint().defaultRaw('0'),
    sequence: p.bigint().defaultRaw('0'),
    creditLimit: p.bigint().defaultRaw('0'),
    creditReserved: p.bigint().defaultRaw('0'),
    creditSpent: p.bigint().defaultRaw('0'),
    debt: p.bigint().defaultRaw('0'),
    openReservations: p.integer().default(0),
    lotCount: p.integer().default(0),
    /** Number of the last transaction before lots had one grace only; verification asks (decision 25). */
    graceOnceAfter: p.bigint().defaultRaw('0'),
    headHash: p.blob(),
    createdAt: p.datetime(),
  },
  checks: [
    { name: 'wallet_available_check', expression: 'available >= -credit_limit' },
    { name: 'wallet_reserved_check', expression: 'reserved >= 0' },
    {
      name: 'wallet_credit_check',
      expression: 'credit_limit >= 0 and credit_reserved >= 0 and credit_reserved <= reserved',
    },
    { name: 'wallet_debt_check', expression: 'debt >= 0 and (debt = 0 or available <= 0)' },
    { name: 'wallet_counts_check', expression: 'sequence >= 0 and open_reservations >= 0 and lot_count >= 0' },
    { name: 'wallet_head_hash_check', expression: 'octet_length(head_hash) = 32' },
  ],
});

const LotEntity = defineEntity({
  name: 'Lot',
  tableName: 'lot',
  properties: {
    accountId: p.uuid().primary(),
    number: p.integer().primary(),
    source: p.text(),
    priority: p.smallint().default(0),
    effectiveAt: p.datetime(),
    expiresAt: p.datetime().nullable(),
    usableUntil: p.datetime().nullable(),
    granted: p.bigint(),
    remaining: p.bigint(),
    reserved: p.bigint().defaultRaw('0'),
    spent: p.bigint().defaultRaw('0'),
    expired: p.bigint().defaultRaw('0'),
    frozen: p.bigint().defaultRaw('0'),
    disputes: p.smallint().default(0),
    clawedBack: p.bigint().defaultRaw('0'),
    closed: p.boolean().default(false),
    purchaseId: p.uuid().nullable(),
  },
  indexes: [
    { name: 'lot_open_index', expression: 'create index lot_open_index on lot (account_id) where not closed' },
    {
      name: 'lot_bought_index',
      expression: "create index lot_bought_index on lot (effective_at) where source in ('PACK', 'PLAN', 'AUTO_TOP_UP')",
    },
    {
      name: 'lot_expiry_index',
      expression: 'create index lot_expiry_index on lot (usable_until) where not closed and usable_until is not null',
    },
    {
      name: 'lot_grace_index',
      expression:
        'create index lot_grace_index on lot (usable_until) where not closed and usable_until > expires_at and remaining > 0',
    },
  ],
  checks: [
    {
      name: 'lot_granted_check',
      expression: 'granted > 0 and granted = remaining + reserved + spent + expired + frozen + clawed_back',
    },
    {
      name: 'lot_parts_check',
      expression:
        'remaining >= 0 and reserved >= 0 and spent >= 0 and expired >= 0 and frozen >= 0 and clawed_back >= 0',
    },
    {
      name: 'lot_disputes_check',
      expression: 'disputes >= 0 and (disputes = 0 or remaining = 0) and (disputes > 0 or frozen = 0)',
    },
    { name: 'lot_closed_check', expression: 'not closed or (remaining = 0 and reserved = 0 and disputes = 0)' },
    { name: 'lot_dates_check', expression: 'expires_at is null or expires_at > effective_at' },
    {
      name: 'lot_grace_check',
      expression:
        "(usable_until is null) = (expires_at is null) and usable_until >= expires_at and usable_until <= expires_at + '24:00:00'::interval",
    },
    {
      name: 'lot_source_check',
      expression: "source in ('PACK', 'PLAN', 'PROMOTION', 'AUTO_TOP_UP', 'REFUND', 'ADJUSTMENT')",
    },
  ],
});

/** Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. */
const LedgerTransactionEntity = defineEntity({
  name: 'LedgerTransaction',
  tableName: 'ledger_transaction',
  properties: {
    accountId: p.uuid().primary(),
    sequence: p.bigint().primary(),
    type: p.text(),
    amount: p.bigint(),
    reservedChange: p.bigint(),
    availableAfter: p.bigint(),
    reservedAfter: p.bigint(),
    lotNumbers: p.type('int[]').columnType('int[]').$type<number[]>(),
    lotAmounts: p.type('bigint[]').columnType('bigint[]').$type<bigint[]>(),
    generationId: p.uuid().nullable(),
    step: p.smallint().nullable(),
    apiKeyId: p.uuid().nullable(),
    purchaseId: p.uuid().nullable(),
    idempotencyKey: p.text().nullable(),
    inputHash: p.text().nullable(),
    description: p.text().nullable(),
    createdAt: p.datetime(3),
    hash: p.blob(),
  },
  indexes: [
    {
      name: 'ledger_transaction_charge_refund_index',
      expression:
        "create index ledger_transaction_charge_refund_index on ledger_transaction (account_id, generation_id) where type = 'REFUND' and step >= 3",
    },
  ],
  uniques: [
    {
      name: 'ledger_transaction_idempotency_key_unique',
      expression:
        'create unique index ledger_transaction_idempotency_key_unique on ledger_transaction (account_id, idempotency_key) where idempotency_key is not null',
    },
    {
      name: 'ledger_transaction_generation_step_unique',
      expression:
        'create unique index ledger_transaction_generation_step_unique on ledger_transaction (account_id, generation_id, step) where generation_id is not null',
    },
  ],
  checks: [
    { name: 'ledger_transaction_sequence_check', expression: 'sequence > 0' },
    { name: 'ledger_transaction_reserved_after_check', expression: 'reserved_after >= 0' },
    {
      name: 'ledger_transaction_type_check',
      expression:
        "type in ('ADD', 'RESERVE', 'CHARGE', 'REFUND', 'EXPIRE', 'ADJUST', 'FREEZE', 'RELEASE', 'CLAWBACK', 'INVOICE')",
    },
    { name: 'ledger_transaction_lots_check', expression: 'cardinality(lot_numbers) = cardinality(lot_amounts)' },
    {
      name: 'ledger_transaction_books_check',
      expression: `case type
        when 'ADD' then amount > 0 and reserved_change = 0
        when 'RESERVE' then (amount < 0 or (amount = 0 and step is not null and step = 0)) and reserved_change = -amount
        when 'CHARGE' then reserved_change <= 0 and (amount + reserved_change < 0
          or (amount = 0 and reserved_change = 0 and step is not null and step >= 1 and step <= 2))
        when 'REFUND' then (amount > 0 or (amount = 0 and step is not null and step = 1))
          and (reserved_change = -amount or reserved_change = 0)
        when 'EXPIRE' then amount < 0 and reserved_change = 0
        when 'INVOICE' then amount > 0 and reserved_change = 0
        when 'FREEZE' then amount <= 0 and reserved_change = 0
        when 'RELEASE' then amount >= 0 and reserved_change = 0
        when 'CLAWBACK' then amount <= 0 and reserved_change = 0
        when 'ADJUST' then amount >= 0 and reserved_change = 0
        else true end`,
    },
    { name: 'ledger_transaction_generation_check', expression: '(generation_id is null) = (step is null)' },
    { name: 'ledger_transaction_hash_check', expression: 'octet_length(hash) = 32' },
  ],
});

/** What a key has reserved and charged on one UTC day. */
const KeySpendEntity = defineEntity({
  name: 'KeySpend',
  tableName: 'key_spend',
  properties: {
    accountId: p.uuid().primary(),
    apiKeyId: p.uuid().primary(),
    day: p.date().primary(),
    reserved: p.bigint().defaultRaw('0'),
    charged: p.bigint().defaultRaw('0'),
  },
  checks: [{ name: 'key_spend_check', expression: 'reserved >= 0 and charged >= 0' }],
});

/** The last verification of an account, or the one under way. */
const LedgerVerificationEntity = defineEntity({
  name: 'LedgerVerification',
  tableName: 'ledger_verification',
  properties: {
    accountId: p.uuid().primary(),
    status: p.text(),
    startedAt: p.datetime(3),
    /** Until then its gateway is believed to be alive. */
    leaseUntil: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    result: p.json().nullable(),
  },
  checks: [
    { name: 'ledger_verification_status_check', expression: "status in ('RUNNING', 'DONE', 'FAILED')" },
    { name: 'ledger_verification_finished_check', expression: "(status = 'RUNNING') = (finished_at is null)" },
  ],
});

export const ledgerEntities = [
  WalletEntity,
  LotEntity,
  LedgerTransactionEntity,
  KeySpendEntity,
  LedgerVerificationEntity,
];
