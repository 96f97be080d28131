// What other rooms may read of the ledger's tables in statements of their own, as row sources: `from ${WALLETS} as wallet`.
// PostgreSQL folds them into the statement, so the plan is the one of the table.

import type { WalletRow } from '../rows.ts';

/** Wallets: `account_id`, `available`, `credit_limit`, `debt`, `sequence`; amounts in micro-credits. */
export const WALLETS = '(select account_id, available, credit_limit, debt, sequence from wallet)';
export type WalletSource = Pick<WalletRow, 'accountId' | 'available' | 'creditLimit' | 'debt' | 'sequence'>;

/** What operators gave back of charges: `account_id`, `generation_id`, `amount` in micro-credits; few, with an index of their own. */
export const CHARGE_REFUNDS = `(select account_id, generation_id, amount from ledger_transaction
  where type = 'REFUND' and step >= 3)`;

/** Every transaction, for who writes down with what it was booked: found by idempotency key, or by generation and step. */
export const BOOKED = `(select account_id, sequence, amount, available_after, idempotency_key, generation_id, step
  from ledger_transaction)`;

/** Lots that are not closed: `account_id`, `number`, `remaining`, `effective_at`, `expires_at`, `usable_until`. */
export const OPEN_LOTS = `(select account_id, number, remaining, effective_at, expires_at, usable_until from lot
  where not closed)`;
