// The ledger's tables: the only description of them. Every key begins with the account id, so that they can be distributed or
// partitioned by it. Amounts are micro-credits. The CHECKs are the second wall behind decide/batch.ts.
import { defineEntity, p } from '@mikro-orm/postgresql';
import type { MicroCredits } from '../money/index.ts';
import type { StoredVerification } from './verify/ledger-verification.ts';

/** Where the credits of a lot come from. */
export type CreditSource = 'PACK' | 'PLAN' | 'PROMOTION' | 'AUTO_TOP_UP' | 'REFUND' | 'ADJUSTMENT';

export type TransactionType =
  | 'ADD'
  | 'RESERVE'
  | 'CHARGE'
  | 'REFUND'
  | 'EXPIRE'
  | 'ADJUST'
  | 'FREEZE'
  | 'RELEASE'
  | 'CLAWBACK'
  | 'INVOICE';

const amount = () => p.bigint().$type<MicroCredits>();
const amounts = () => p.type('bigint[]').columnType('bigint[]').$type<MicroCredits[]>();

/** One row per account: the only row that is locked. */
export const WalletEntity = defineEntity({
  name: 'Wallet',
  tableName: 'wallet',
  properties: {
    accountId: p.uuid().primary(),
    available: amount().defaultRaw('0'),
    reserved: amount().defaultRaw('0'),
    sequence: p.bigint().defaultRaw('0'),
    /** How far below zero `available` may go; 0 for prepaid. */
    creditLimit: amount().defaultRaw('0'),
    /** Taken from the credit line for reservations in flight. */
    creditReserved: amount().defaultRaw('0'),
    /** Spent on the credit line and not repaid yet; below zero when paid charges were given back. */
    creditSpent: amount().defaultRaw('0'),
    /** Credits that were spent though their payment went back; while it is not zero, nothing can be spent. */
    debt: amount().defaultRaw('0'),
    /** Reservations that are not settled yet. */
    openReservations: p.integer().default(0),
    /** Number of the newest lot; lots are numbered from 1. */
    lotCount: p.integer().default(0),
    /** Number of the last transaction before lots had one grace only; verification asks (decision 25). */
    graceOnceAfter: p.bigint().defaultRaw('0'),
    /** Chain hash of the last transaction. */
    headHash: p.blob().$type<Buffer>(),
    createdAt: p.datetime(),
  },
  indexes: [
    {
      name: 'wallet_owing_index',
      // Without `available`, which changes all the time: see lot_grace_index.
      expression: 'create index wallet_owing_index on wallet (account_id) where debt > 0 or credit_limit > 0',
    },
  ],
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

export const LotEntity = defineEntity({
  name: 'Lot',
  tableName: 'lot',
  properties: {
    accountId: p.uuid().primary(),
    number: p.integer().primary(),
    source: p.text().$type<CreditSource>(),
    priority: p.smallint().default(0),
    effectiveAt: p.datetime(),
    /** The promise made to the customer. */
    expiresAt: p.datetime().nullable(),
    /** When the remainder is really booked as expired: up to 24 hours after expiresAt when something came back late (grace). */
    usableUntil: p.datetime().nullable(),
    granted: amount(),
    remaining: amount(),
    reserved: amount().defaultRaw('0'),
    spent: amount().defaultRaw('0'),
    expired: amount().defaultRaw('0'),
    /** What would be `remaining` if no dispute froze it. */
    frozen: amount().defaultRaw('0'),
    /** Open disputes about the lot's payment. */
    disputes: p.smallint().default(0),
    /** Taken back because the payment went back, or for a debt of the account. */
    clawedBack: amount().defaultRaw('0'),
    /** Nothing is left of it, available or reserved, and nothing is disputed. */
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
      name: 'lot_granted_index',
      expression:
        "create index lot_granted_index on lot (effective_at) where source in ('PROMOTION', 'REFUND', 'ADJUSTMENT')",
    },
    {
      name: 'lot_expired_index',
      expression: 'create index lot_expired_index on lot (usable_until) where expired > 0',
    },
    {
      name: 'lot_expiry_index',
      expression: 'create index lot_expiry_index on lot (usable_until) where not closed and usable_until is not null',
    },
    {
      name: 'lot_grace_index',
      // Without `remaining`: a column of an index, or of its condition, that changes all the time takes HOT from every update.
      expression: 'create index lot_grace_index on lot (usable_until) where not closed and usable_until > expires_at',
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
export const LedgerTransactionEntity = defineEntity({
  name: 'LedgerTransaction',
  tableName: 'ledger_transaction',
  properties: {
    accountId: p.uuid().primary(),
    /** Numbered from 1 without gaps per account. */
    sequence: p.bigint().primary(),
    type: p.text().$type<TransactionType>(),
    /** Signed change of what is available. */
    amount: amount(),
    /** Signed change of what is reserved. What both leave over is the counter book's side: see the room's README. */
    reservedChange: amount(),
    availableAfter: amount(),
    reservedAfter: amount(),
    lotNumbers: p.type('int[]').columnType('int[]').$type<number[]>(),
    lotAmounts: amounts(),
    generationId: p.uuid().nullable(),
    /** Place in the generation's history, unique per generation: see RESERVATION_STEP and those after it. */
    step: p.smallint().nullable(),
    apiKeyId: p.uuid().nullable(),
    purchaseId: p.uuid().nullable(),
    idempotencyKey: p.text().nullable(),
    inputHash: p.text().nullable(),
    description: p.text().nullable(),
    createdAt: p.datetime(3),
    /** sha256 of the hash before it and of its content. */
    hash: p.blob().$type<Buffer>(),
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

/** What a key has reserved and charged in a quarter of an hour. Every period of a limit is a sum of them, in every time zone. */
export const KeySpendEntity = defineEntity({
  name: 'KeySpend',
  tableName: 'key_spend',
  properties: {
    accountId: p.uuid().primary(),
    apiKeyId: p.uuid().primary(),
    /** Since 1970, UTC. */
    quarterHour: p.integer().primary(),
    reserved: amount().defaultRaw('0'),
    charged: amount().defaultRaw('0'),
  },
  checks: [{ name: 'key_spend_check', expression: 'reserved >= 0 and charged >= 0' }],
});

/** The last verification of an account, or the one under way. */
export const LedgerVerificationEntity = defineEntity({
  name: 'LedgerVerification',
  tableName: 'ledger_verification',
  properties: {
    accountId: p.uuid().primary(),
    status: p.text().$type<'RUNNING' | 'DONE' | 'FAILED'>(),
    startedAt: p.datetime(3),
    /** Until then its gateway is believed to be alive. */
    leaseUntil: p.datetime(3),
    finishedAt: p.datetime(3).nullable(),
    /** Sequences are decimal text in it. */
    result: p.json<StoredVerification>().nullable(),
  },
  // For a monitor, which asks about all accounts.
  indexes: [
    {
      name: 'ledger_verification_running_index',
      expression:
        "create index ledger_verification_running_index on ledger_verification (account_id) where status = 'RUNNING'",
    },
    {
      name: 'ledger_verification_good_index',
      expression:
        "create index ledger_verification_good_index on ledger_verification (finished_at) where status = 'DONE' and result ->> 'ok' = 'true'",
    },
    {
      name: 'ledger_verification_damaged_index',
      expression:
        "create index ledger_verification_damaged_index on ledger_verification (account_id) where status = 'DONE' and result ->> 'ok' = 'false'",
    },
  ],
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
