// The ledger as other rooms see it: submit commands, read balances and transactions.
import { type Database, shardsOf } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import { createRememberingQueue } from './batch/command-queue.ts';
import { type ExpiredRound, expireIdle } from './batch/expire-idle.ts';
import { type OpenWork, sumOpen } from './batch/open-commands.ts';
import { type BatchCounts, createReadingQueue } from './batch/reading-queue.ts';
import type { Submission } from './batch/submission.ts';
import type { BatchWatcher } from './batch/watched-batch.ts';
import type { LotState } from './decide/state.ts';
import { followBalance, followTransactions, type TransactionFollowing } from './follow/follow-wallet.ts';
import { createTailReader } from './follow/read-tails.ts';
import { createSharedReader } from './follow/shared-reader.ts';
import { createWalletWatch } from './follow/watch-wallets.ts';
import type { Outcome } from './outcomes.ts';
import { type Balance, createBalanceReader } from './read/balance.ts';
import type { GenerationSummary } from './read/generation-summary.ts';
import { readGenerationSummary } from './read/generation-summary.ts';
import { type KeyUse, readKeyUses, type TimeOfKey } from './read/key-uses.ts';
import {
  type AddKey,
  type BoughtLot,
  type BoughtLotPage,
  type KeyedLot,
  readBoughtLots,
  readKeyOfLot,
  readLots,
  readLotsOfKeys,
} from './read/lots.ts';
import {
  countTransactions,
  readTransaction,
  readTransactionOfKey,
  readTransactions,
  readTransactionsOfGenerations,
  readTransactionsOfSequences,
  type TransactionFilter,
  type TransactionPage,
} from './read/transactions.ts';
import type { LedgerTransaction } from './transaction.ts';
import type { LedgerVerification } from './verify/ledger-verification.ts';
import { createVerificationRuns, type VerificationRuns } from './verify/verification-runs.ts';
import { setCreditLimit } from './wallets.ts';

export interface Ledger {
  /**
   * Executes one command; resolves once its effect is committed. Business refusals are outcomes, not errors.
   * Throws OverloadedError when too many commands wait.
   */
  submit(submission: Submission): Promise<Outcome>;
  /** Undefined when the account has no wallet. */
  balance(accountId: string): Promise<Balance | undefined>;
  transactions(page: TransactionPage): Promise<LedgerTransaction[]>;
  countTransactions(accountId: string, filter: TransactionFilter): Promise<number>;
  transaction(accountId: string, sequence: bigint): Promise<LedgerTransaction | undefined>;
  transactionsOfSequences(accountId: string, sequences: readonly bigint[]): Promise<LedgerTransaction[]>;
  /** The one that was booked under an idempotency key; its inputHash distinguishes a repetition from a misuse. */
  transactionOfKey(accountId: string, idempotencyKey: string): Promise<LedgerTransaction | undefined>;
  /** All that was booked for a generation, and what it comes to. Undefined when nothing was reserved for it. */
  generationSummary(accountId: string, generationId: string): Promise<GenerationSummary | undefined>;
  /** Lots by number, used up ones too; the credit line (0) is none. */
  lots(accountId: string, numbers: readonly number[]): Promise<LotState[]>;
  /** The lots that were added under these keys; keys that were not used are left out. */
  lotsOfKeys(keys: readonly AddKey[]): Promise<KeyedLot[]>;
  /** The idempotency key that a lot was added under; slow in a long ledger. */
  keyOfLot(accountId: string, lot: number): Promise<string | undefined>;
  /** Lots of packs, plans and top-ups, of all accounts, that began since a moment. */
  boughtLots(page: BoughtLotPage): Promise<BoughtLot[]>;
  transactionsOfGenerations(accountId: string, generationIds: readonly string[]): Promise<LedgerTransaction[]>;
  /** What keys have used of a time, in the order of what was asked. */
  keyUses(asked: readonly TimeOfKey[]): Promise<KeyUse[]>;
  /** The balance now, then at every change, whichever process makes it. Ends only when its consumer leaves. */
  followBalance(accountId: string): AsyncIterableIterator<Balance>;
  /** Every transaction after a sequence number, in order, without a gap. Ends only when its consumer leaves. */
  followTransactions(following: TransactionFollowing): AsyncIterableIterator<LedgerTransaction>;
  /** False when the account has no wallet, or has drawn more than the new limit already. */
  setCreditLimit(accountId: string, limit: MicroCredits): Promise<boolean>;
  /** Books what has expired in wallets that nobody touches, in one bounded round. Several gateways may at once. */
  expireIdle(): Promise<ExpiredRound>;
  /** Recomputes the account from its transactions; who asks while that goes on shares it. Undefined when it has no wallet. */
  verify(accountId: string): Promise<LedgerVerification | undefined>;
  /** The same in the background, one run at a time per account. */
  readonly verifications: Pick<VerificationRuns, 'start' | 'last'>;
  /** How this process executed its batches since the start. */
  readonly batches: Readonly<BatchCounts>;
  /** What waits in this process now. */
  open(): OpenWork;
  /** Waits until every submitted command has been answered; call it before closing the database. */
  drain(): Promise<void>;
}

export interface LedgerOptions {
  readonly database: Database;
  /** The clock; a test brings its own. */
  readonly now: () => Date;
  /** Called for every command that was executed here. It must be quick and must not throw: commands wait for it. */
  readonly onChanged?: (accountId: string) => void;
  /** Informed of every batch of this process that ended. */
  readonly onBatch?: BatchWatcher | undefined;
  /** Whether batches go ahead on the wallets that were written last; true when absent. Otherwise each is locked and read. */
  readonly remembers?: boolean;
}

const LARGEST_BATCH = 1_000;
/** Over all queues together. */
const LONGEST_QUEUE = 20_000;
/**
 * Of a database that is not distributed. Each account belongs to one of them, so they never wait for each other's locks. Two, each with two batches in flight (decision 56):
 * this process decides for one while PostgreSQL writes another and the disk a third; with more, batches are smaller and cost more.
 */
const QUEUES = 2;
/** Little beside a batch, so that customers hardly wait. */
const LOTS_PER_EXPIRY_ROUND = 200;

export function createLedger(options: LedgerOptions): Ledger {
  const { database, now, onChanged = () => undefined, onBatch, remembers = true } = options;
  const watch = createWalletWatch(database);
  const verifications = createVerificationRuns({ database, now });
  const batches: BatchCounts = { remembered: 0, read: 0, changedMeanwhile: 0, failed: 0 };
  const onExecuted = (submissions: readonly Submission[]): void => {
    for (const { command } of submissions) {
      watch.changed(command.accountId);
      onChanged(command.accountId);
    }
  };
  const { places, placeOf } = placesOf(database);
  const limits = { largestBatch: LARGEST_BATCH, longestQueue: LONGEST_QUEUE / places.length };
  const createQueue = remembers ? createRememberingQueue : createReadingQueue;
  const queues = places.map((shard) =>
    createQueue({ database: shard, now, onExecuted, counts: batches, onBatch, ...limits }),
  );
  const submit: Ledger['submit'] = (submission) =>
    queues[placeOf(submission.command.accountId)]?.submit(submission) ?? noQueue();
  const balance = createBalanceReader(database, now);
  const readTail = createTailReader(database);
  const readBalance = createSharedReader((accountIds) => Promise.all(accountIds.map(balance)));
  return {
    submit,
    balance,
    transactions: (page) => readTransactions(database, page),
    countTransactions: (accountId, filter) => countTransactions(database, { accountId, filter }),
    transaction: (accountId, sequence) => readTransaction(database, accountId, sequence),
    transactionsOfSequences: (accountId, sequences) => readTransactionsOfSequences(database, accountId, sequences),
    transactionOfKey: (accountId, key) => readTransactionOfKey(database, accountId, key),
    generationSummary: (accountId, id) => readGenerationSummary(database, accountId, id),
    lots: (accountId, numbers) => readLots(database, accountId, numbers),
    lotsOfKeys: (keys) => readLotsOfKeys(database, keys),
    keyOfLot: (accountId, lot) => readKeyOfLot(database, accountId, lot),
    boughtLots: (page) => readBoughtLots(database, page),
    transactionsOfGenerations: (accountId, ids) => readTransactionsOfGenerations(database, accountId, ids),
    keyUses: (asked) => readKeyUses(database, asked),
    followBalance: (accountId) => followBalance(watch, accountId, readBalance),
    followTransactions: (following) => followTransactions({ sql: database, watch, readTail }, following),
    setCreditLimit: (accountId, limit) => setCreditLimit(database, accountId, limit),
    expireIdle: () => expireIdle({ sql: database, submit, now: now(), mostLots: LOTS_PER_EXPIRY_ROUND }),
    verify: (accountId) => verifications.now(accountId),
    verifications,
    batches,
    open: () => sumOpen(queues.map((queue) => queue.open())),
    drain: async () => {
      watch.close();
      await Promise.all(queues.map((queue) => queue.drain()));
      await verifications.idle();
    },
  };
}

/** Where each queue writes, and the queue of an account: a batch never leaves its shard. */
function placesOf(database: Database) {
  const shards = shardsOf(database);
  if (database.sharding !== undefined) return { places: shards, placeOf: database.sharding.indexOf };
  // A UUID's last digits are random.
  const placeOf = (accountId: string): number => Number.parseInt(accountId.slice(-6), 16) % QUEUES;
  return { places: Array.from({ length: QUEUES }, () => shards).flat(), placeOf };
}

function noQueue(): never {
  throw new Error('every account has a queue');
}
