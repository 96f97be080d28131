// The room's door. See README.md for what it owns and what always holds.

// The edge, which does not reach the database, asks what an error of any room means.
export { isDatabaseAway } from '../database/index.ts';
export { chainHash } from './batch/chain.ts';
export type { ExpiredRound } from './batch/expire-idle.ts';
export { createGroupCommit, OverloadedError } from './batch/group-commit.ts';
export { hashInput } from './batch/hash-input.ts';
export {
  type Companion,
  type CompanionWriter,
  companion,
  type EndUserReader,
  type SendingWriter,
  type Submission,
  sendingCompanion,
} from './batch/submission.ts';
export type { WatchedBatch } from './batch/watched-batch.ts';
export type {
  AddCommand,
  ChargeCommand,
  ClawbackCommand,
  CreditSource,
  LateChargeCommand,
  LedgerCommand,
  RefundChargeCommand,
  RefundCommand,
  ReserveCommand,
} from './commands.ts';
export type { LotState } from './decide/state.ts';
export { type BudgetLeft, budgetLeft, tightestBudget } from './decide/tightest-budget.ts';
export { createSharedReader } from './follow/shared-reader.ts';
export { createLedger, type Ledger, type LedgerOptions } from './ledger.ts';
export {
  type ChargeRefund,
  type Deduction,
  deductCommand,
  type Grant,
  grantCommand,
  refundChargeCommand,
} from './operator-commands.ts';
export type { LedgerRefusal, Outcome, WalletBalance } from './outcomes.ts';
export type { Balance } from './read/balance.ts';
export { type Books, type Movement, readBooksAt, readMovements } from './read/books.ts';
export { type ChainedRow, readChainedRows } from './read/chained-rows.ts';
export {
  type CreditLine,
  lastSequenceBefore,
  readCreditLine,
  type SequenceRange,
} from './read/credit-line.ts';
export type { GenerationSummary } from './read/generation-summary.ts';
export { type KeyUse, readKeyUses, type TimeOfKey } from './read/key-uses.ts';
export type { BoughtLot, KeyedLot } from './read/lots.ts';
export { firstAfter, firstSince } from './read/sequence-bounds.ts';
export { BOOKED, CHARGE_REFUNDS, OPEN_LOTS, WALLETS, type WalletSource } from './read/sources.ts';
export {
  countTransactions,
  type Narrowing,
  readTransactions,
  readTransactionsOfGenerations,
  type TransactionFilter,
  type TransactionPage,
} from './read/transactions.ts';
export { CREDIT_LINE, type LedgerTransaction, type LotShare, type TransactionType } from './transaction.ts';
export type { LedgerVerification } from './verify/ledger-verification.ts';
export type { VerificationRun } from './verify/verification-runs.ts';
export { type RangeWorker, type VerificationProgress, verifyAll } from './verify/verify-all.ts';
export { type AccountRange, type RangeProgress, verifyRange } from './verify/verify-range.ts';
export { lockWallet, openWallet, setCreditLimit } from './wallets.ts';
