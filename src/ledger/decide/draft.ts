// The working copy of one account while a batch is decided: commands post to it, in order, and it remembers what
// changed. Pure: nothing here reads a clock or a database.
import { add, type MicroCredits, subtract, sum, ZERO } from '../../money/index.ts';
import type { LedgerTransaction, LotShare, TransactionType } from '../transaction.ts';
import { compareBurnOrder } from './burn-order.ts';
import type { AccountState, EndUserBudget, KeyBudget, KeySpendState, LotState, PeriodUse } from './state.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export interface DraftLot extends Mutable<LotState> {
  isChanged: boolean;
}

export interface DraftKeySpend extends Mutable<KeySpendState> {
  isChanged: boolean;
}

export type DraftPeriodUse = Mutable<PeriodUse>;

export interface AccountDraft {
  readonly accountId: string;
  readonly now: Date;
  /** That of `now`. */
  readonly quarterHour: number;
  readonly wallet: Mutable<AccountState['wallet']>;
  /** All open lots, in burn order, changed in place. */
  readonly lots: DraftLot[];
  readonly keyBudgets: AccountState['keyBudgets'];
  /** One for a key and a quarter of an hour; every one that a command of the batch can touch was read. */
  readonly keySpends: DraftKeySpend[];
  /** One for a key. */
  readonly periodUses: DraftPeriodUse[];
  /** Undefined where none was read. */
  readonly endUsers: Map<string, EndUserBudget | null> | undefined;
  readonly earlier: Pick<AccountState, 'byIdempotencyKey' | 'byGeneration'>;
  readonly posted: LedgerTransaction[];
  /** Of the first so many of `posted`: made when a command asks for it, since most accounts have one command in a batch. */
  index: PostedIndex | undefined;
}

interface PostedIndex {
  length: number;
  readonly byIdempotencyKey: Map<string, LedgerTransaction>;
  readonly byGeneration: Map<string, LedgerTransaction[]>;
}

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
    lots: state.lots.map((lot) => ({ ...lot, isChanged: false })).sort(compareBurnOrder),
    keyBudgets: state.keyBudgets,
    keySpends: state.keySpends.map((spend) => ({ ...spend, isChanged: false })),
    periodUses: state.periodUses.map((use) => ({ ...use })),
    endUsers: state.endUsers === undefined ? undefined : new Map(state.endUsers),
    earlier: state,
    posted: [],
    index: undefined,
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
  draft.posted.push(transaction);
  return transaction;
}

/** What was done under an idempotency key, before this batch or in it. */
export function doneUnderKey(draft: AccountDraft, idempotencyKey: string): LedgerTransaction | undefined {
  const earlier = draft.earlier.byIdempotencyKey.get(idempotencyKey);
  if (earlier !== undefined || draft.posted.length === 0) return earlier;
  return indexOfPosted(draft).byIdempotencyKey.get(idempotencyKey);
}

/** The transactions of a generation, before this batch and in it. */
export function historyOf(draft: AccountDraft, generationId: string): readonly LedgerTransaction[] {
  const earlier = draft.earlier.byGeneration.get(generationId) ?? [];
  if (draft.posted.length === 0) return earlier;
  const posted = indexOfPosted(draft).byGeneration.get(generationId);
  return posted === undefined ? earlier : [...earlier, ...posted];
}

function indexOfPosted(draft: AccountDraft): PostedIndex {
  draft.index ??= { length: 0, byIdempotencyKey: new Map(), byGeneration: new Map() };
  const { index } = draft;
  for (const transaction of draft.posted.slice(index.length)) {
    const { idempotencyKey, generationId } = transaction;
    if (idempotencyKey !== undefined) index.byIdempotencyKey.set(idempotencyKey, transaction);
    if (generationId === undefined) continue;
    const posted = index.byGeneration.get(generationId);
    if (posted === undefined) index.byGeneration.set(generationId, [transaction]);
    else posted.push(transaction);
  }
  index.length = draft.posted.length;
  return index;
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
  const use = periodUses.find((candidate) => candidate.apiKeyId === apiKeyId);
  if (use === undefined || quarterHour < use.fromQuarter || quarterHour >= use.untilQuarter) return;
  use.used = add(add(use.used, change.reserved), change.charged);
}

function spendOfBudget(draft: AccountDraft, { apiKeyId, quarterHour }: SpendPlace, change: SpendChange): void {
  const spend = draft.keySpends.find((one) => one.quarterHour === quarterHour && one.apiKeyId === apiKeyId);
  const { reserved, charged } = change;
  if (spend === undefined) {
    draft.keySpends.push({ apiKeyId, quarterHour, reserved, charged, isChanged: true });
    return;
  }
  spend.reserved = add(spend.reserved, reserved);
  spend.charged = add(spend.charged, charged);
  spend.isChanged = true;
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
