// The room's door. See README.md for what it owns and what always holds.
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
export { type Companion, type CompanionWriter, companion, type Submission } from './execute-batch.ts';
export type { ExpiredRound } from './expire-idle.ts';
export type { GenerationSummary } from './generation-summary.ts';
export { createGroupCommit, OverloadedError } from './group-commit.ts';
export { hashInput } from './hash-input.ts';
export { createLedger, type Ledger, type LedgerOptions } from './ledger.ts';
export { openWallet } from './open-wallet.ts';
export type { LedgerRefusal, Outcome, WalletBalance } from './outcomes.ts';
export type { Balance } from './read-balance.ts';
export type { BoughtLot } from './read-bought-lots.ts';
export {
  type CreditLine,
  type CreditLineUse,
  lastSequenceBefore,
  readCreditLine,
  readCreditLineUse,
} from './read-credit-line.ts';
export type { KeySpend } from './read-key-spend.ts';
export type { KeyedLot } from './read-lot-keys.ts';
export type { SpenderAsked, SpendingPower } from './read-spending-power.ts';
export type { TransactionFilter, TransactionPage } from './read-transactions.ts';
export { setCreditLimit } from './set-credit-limit.ts';
export { createSharedReader } from './shared-reader.ts';
export type { LotState } from './state.ts';
export { CREDIT_LINE, type LedgerTransaction, type LotShare, type TransactionType } from './transaction.ts';
export type { VerificationRun } from './verification-runs.ts';
export { type RangeWorker, type VerificationProgress, verifyAll } from './verify-all.ts';
export { type AccountRange, type LedgerVerification, verifyRange } from './verify-range.ts';
