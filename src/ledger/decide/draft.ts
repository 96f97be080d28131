// The working copy of one account while a batch is decided: commands post to it, in order, and it remembers what
// changed. Pure: nothing here reads a clock or a database.
import { add, type MicroCredits, subtract, sum, ZERO } from '../../money/index.ts';
import type { LedgerTransaction, LotShare, TransactionType } from '../transaction.ts';
import { compareBurnOrder } from './burn-order.ts';
import type { AccountState, KeyBudget, LotState, PeriodUse } from './state.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type DraftLot = Mutable<LotState>;

export type DraftKeySpend = Mutable<AccountState['keySpends'][number]>;

export interface AccountDraft {
  readonly accountId: string;
  readonly now: Date;
  /** That of `now`. */
  readonly quarterHour: number;
  readonly wallet: Mutable<AccountState['wallet']>;
  /** All open lots, in burn order, changed in place. */
  readonly lots: DraftLot[];
  readonly changedLots: Set<number>;
  readonly keyBudgets: AccountState['keyBudgets'];
  /** By key and quarter of an hour; every one that a command of the batch can touch was read. */
  readonly keySpends: Map<string, DraftKeySpend>;
  readonly changedKeySpends: Set<DraftKeySpend>;
  /** By key. */
  readonly periodUses: Map<string, PeriodUse>;
  readonly byIdempotencyKey: Map<string, LedgerTransaction>;
  readonly byGeneration: Map<string, readonly LedgerTransaction[]>;
  readonly posted: LedgerTransaction[];
}

export const keySpendId = (apiKeyId: string, quarterHour: number): string => `${apiKeyId} ${quarterHour}`;

/** What is spent is counted by quarters of an hour: the days of every time zone begin with one. */
export const QUARTER_HOUR_MILLISECONDS = 900_000;

/** Periods are computed from time, never reset by a job. */
export function quarterHourOf(at: Date): number {
  const time = at.getTime();
  return (time - (time % QUARTER_HOUR_MILLISECONDS)) / QUARTER_HOUR_MILLISECONDS;
}

export function startDraft(state: AccountState, now: Date): AccountDraft {
  return {
    accountId: state.wallet.accountId,
    now,
    quarterHour: quarterHourOf(now),
    wallet: { ...state.wallet },
    lots: state.lots.map((lot) => ({ ...lot })).sort(compareBurnOrder),
    changedLots: new Set(),
    keyBudgets: state.keyBudgets,
    keySpends: new Map(state.keySpends.map((spend) => [keySpendId(spend.apiKeyId, spend.quarterHour), { ...spend }])),
    periodUses: new Map(state.periodUses.map((use) => [use.apiKeyId, use])),
    changedKeySpends: new Set(),
    byIdempotencyKey: new Map(state.byIdempotencyKey),
    byGeneration: new Map(state.byGeneration),
    posted: [],
  };
}

/** After a lot was added or the end of one has moved: the next command of the batch takes by the new order. */
export function keepBurnOrder(draft: AccountDraft): void {
  draft.lots.sort(compareBurnOrder);
}

export interface Posting {
  readonly type: TransactionType;
  readonly amount: MicroCredits;
  readonly reservedChange: MicroCredits;
  readonly lots: readonly LotShare[];
  readonly generationId?: string | undefined;
  readonly step?: number | undefined;
  readonly apiKeyId?: string | undefined;
  readonly purchaseId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly inputHash?: string | undefined;
  readonly description?: string | undefined;
}

/** Appends a transaction and moves the wallet with it; the lots were moved by the caller. */
export function post(draft: AccountDraft, posting: Posting): LedgerTransaction {
  const { wallet } = draft;
  wallet.sequence += 1n;
  wallet.available = add(wallet.available, posting.amount);
  wallet.reserved = add(wallet.reserved, posting.reservedChange);
  const transaction: LedgerTransaction = {
    accountId: draft.accountId,
    sequence: wallet.sequence,
    type: posting.type,
    amount: posting.amount,
    reservedChange: posting.reservedChange,
    availableAfter: wallet.available,
    reservedAfter: wallet.reserved,
    lots: posting.lots,
    generationId: posting.generationId,
    step: posting.step,
    apiKeyId: posting.apiKeyId,
    purchaseId: posting.purchaseId,
    idempotencyKey: posting.idempotencyKey,
    inputHash: posting.inputHash,
    description: posting.description,
    createdAt: draft.now,
  };
  remember(draft, transaction);
  draft.posted.push(transaction);
  return transaction;
}

function remember(draft: AccountDraft, transaction: LedgerTransaction): void {
  if (transaction.idempotencyKey !== undefined) draft.byIdempotencyKey.set(transaction.idempotencyKey, transaction);
  if (transaction.generationId !== undefined) {
    const earlier = draft.byGeneration.get(transaction.generationId) ?? [];
    draft.byGeneration.set(transaction.generationId, [...earlier, transaction]);
  }
}

/** What a key spends counts against it and against each key that it descends from (decision 26). */
export function budgetsOf({ keyBudgets }: AccountDraft, apiKeyId: string): readonly KeyBudget[] {
  return keyBudgets.get(apiKeyId) ?? [{ apiKeyId, limit: undefined }];
}

interface SpendChange {
  readonly reserved: MicroCredits;
  readonly charged: MicroCredits;
}

type SpendPlace = Pick<DraftKeySpend, 'apiKeyId' | 'quarterHour'>;

/** Counts an amount against a quarter of an hour of a key and of all above it. */
export function spendWithKey(draft: AccountDraft, { apiKeyId, quarterHour }: SpendPlace, change: SpendChange): void {
  if (change.reserved === ZERO && change.charged === ZERO) return;
  for (const budget of budgetsOf(draft, apiKeyId)) {
    spendOfBudget(draft, { apiKeyId: budget.apiKeyId, quarterHour }, change);
    useOfPeriod(draft, { apiKeyId: budget.apiKeyId, quarterHour }, change);
  }
}

function useOfPeriod({ periodUses }: AccountDraft, { apiKeyId, quarterHour }: SpendPlace, change: SpendChange): void {
  const use = periodUses.get(apiKeyId);
  if (use === undefined || quarterHour < use.fromQuarter || quarterHour >= use.untilQuarter) return;
  periodUses.set(apiKeyId, { ...use, used: sum([use.used, change.reserved, change.charged]) });
}

function spendOfBudget(draft: AccountDraft, { apiKeyId, quarterHour }: SpendPlace, change: SpendChange): void {
  const id = keySpendId(apiKeyId, quarterHour);
  const spend = draft.keySpends.get(id) ?? { apiKeyId, quarterHour, reserved: ZERO, charged: ZERO };
  spend.reserved = add(spend.reserved, change.reserved);
  spend.charged = add(spend.charged, change.charged);
  draft.keySpends.set(id, spend);
  draft.changedKeySpends.add(spend);
}

export function lotNumbered(draft: AccountDraft, number: number): DraftLot {
  const lot = draft.lots.find((candidate) => candidate.number === number);
  if (lot === undefined) throw new Error(`lot ${number} of account ${draft.accountId} was not read`);
  return lot;
}

/** What must hold after every batch; the database's CHECKs are the second wall. */
export function assertBalanced(draft: AccountDraft): void {
  const { wallet } = draft;
  const wrong = draft.lots.find((lot) => !isSound(lot));
  if (wrong !== undefined) throw new Error(`lot ${wrong.number} of ${draft.accountId} is out of balance`);
  const credit = add(wallet.creditReserved, wallet.creditSpent);
  const remaining = sum(draft.lots.map((lot) => lot.remaining));
  const reserved = add(sum(draft.lots.map((lot) => lot.reserved)), wallet.creditReserved);
  if (subtract(remaining, credit) !== wallet.available || reserved !== wallet.reserved) {
    throw new Error(`wallet of ${draft.accountId} does not equal the sum of its lots and its credit line`);
  }
  const floor = add(wallet.available, wallet.creditLimit);
  // Not creditSpent: a charge that is given back after its invoice was paid leaves the line in the account's favour.
  const { creditReserved, debt } = wallet;
  const counters = [wallet.reserved, creditReserved, debt, BigInt(wallet.openReservations), floor];
  if (counters.some((counter) => counter < 0n)) throw new Error(`wallet of ${draft.accountId} would be overdrawn`);
  if (debt > 0n && remaining > 0n) throw new Error(`${draft.accountId} has credits beside a debt`);
}

/** Its parts add up, and what a dispute freezes is in its frozen part, all of it and only that. */
function isSound(lot: DraftLot): boolean {
  const parts = [lot.remaining, lot.reserved, lot.spent, lot.expired, lot.frozen, lot.clawedBack];
  const inWrongPart = lot.disputes > 0 ? lot.remaining : lot.frozen;
  return sum(parts) === lot.granted && parts.every((part) => part >= 0n) && inWrongPart === 0n && lot.disputes >= 0;
}
