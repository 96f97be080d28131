// Writes what a batch decided: one statement for all tables, whatever the size of the batch.
import {
  dates,
  digests,
  int2s,
  int4s,
  int8s,
  mergeStatements,
  plainArray,
  prepared,
  type Transaction,
  texts,
  timestamptzs,
  uuids,
} from '../../database/index.ts';
import { isDailyLimitInSql } from '../../keys/index.ts';
import type { AccountDraft, DraftKeySpend, DraftLot } from '../decide/draft.ts';
import type { KeyBudget } from '../decide/state.ts';
import type { LedgerTransaction, LotShare } from '../transaction.ts';
import { chainHash } from './chain.ts';
import type { LockedAccount } from './read-state.ts';

/** Only what still is as it was when it was decided upon: see UNCHANGED. */
const WRITE_WALLETS = `update wallet set available = new.available, reserved = new.reserved, sequence = new.sequence,
    credit_reserved = new.credit_reserved, credit_spent = new.credit_spent, debt = new.debt,
    open_reservations = new.open_reservations, lot_count = new.lot_count, head_hash = new.head_hash
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::int[], $10::int[], $11::bytea[], $12::bigint[])
    as new (account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt,
      open_reservations, lot_count, head_hash, sequence_before)
  where wallet.account_id = new.account_id and wallet.sequence = new.sequence_before and wallet.credit_limit = new.credit_limit
  returning 1`;

const WRITE_LOTS = `insert into lot (account_id, number, source, priority, effective_at, expires_at, usable_until, granted,
    remaining, reserved, spent, expired, frozen, disputes, clawed_back, closed, purchase_id)
  select account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
    spent, expired, frozen, disputes, clawed_back, remaining = 0 and reserved = 0 and disputes = 0, purchase_id
  from unnest($1::uuid[], $2::int[], $3::text[], $4::smallint[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[],
    $13::bigint[], $14::smallint[], $15::bigint[], $16::uuid[])
    as new (account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
      spent, expired, frozen, disputes, clawed_back, purchase_id)
  on conflict (account_id, number) do update set remaining = excluded.remaining, reserved = excluded.reserved,
    spent = excluded.spent, expired = excluded.expired, frozen = excluded.frozen, disputes = excluded.disputes,
    clawed_back = excluded.clawed_back, usable_until = excluded.usable_until, closed = excluded.closed`;

const WRITE_KEY_SPENDS = `insert into key_spend (account_id, api_key_id, day, reserved, charged)
  select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])
  on conflict (account_id, api_key_id, day) do update set reserved = excluded.reserved, charged = excluded.charged`;

const INSERT_TRANSACTIONS = `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change,
    available_after, reserved_after, lot_numbers, lot_amounts, generation_id, step, api_key_id, purchase_id,
    idempotency_key, input_hash, description, created_at, hash)
  select account_id, sequence, type, amount, reserved_change, available_after, reserved_after,
    coalesce(lot_numbers::int[], array[lot]), coalesce(lot_amounts::bigint[], array[lot_amount]), generation_id, step,
    api_key_id, purchase_id, idempotency_key, input_hash, description, created_at, hash
  from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::int[],
    $9::bigint[], $10::text[], $11::text[], $12::uuid[], $13::smallint[], $14::uuid[], $15::uuid[], $16::text[],
    $17::text[], $18::text[], $19::timestamptz[], $20::bytea[])
    as new (account_id, sequence, type, amount, reserved_change, available_after, reserved_after, lot, lot_amount,
      lot_numbers, lot_amounts, generation_id, step, api_key_id, purchase_id, idempotency_key, input_hash, description,
      created_at, hash)`;

/** Divides by zero, which ends the transaction, unless every wallet was written and every limit is what it was taken for. */
const UNCHANGED = `select 1 / ((select count(*) from part_1) = $1::int and not exists (
  select from unnest($2::uuid[], $3::uuid[], $4::bigint[]) as budget (account_id, api_key_id, daily_limit)
  where not (${isDailyLimitInSql('budget.account_id', 'budget.api_key_id', 'budget.daily_limit')})))::int`;

/** PostgreSQL's code for it. No other statement of a batch divides. */
export const CHANGED_MEANWHILE = '22012';

const WRITE_BATCH = prepared(
  'ledger_write_batch',
  mergeStatements([
    { text: WRITE_WALLETS, parameters: 12 },
    { text: WRITE_LOTS, parameters: 16 },
    { text: WRITE_KEY_SPENDS, parameters: 5 },
    { text: INSERT_TRANSACTIONS, parameters: 20 },
    { text: UNCHANGED, parameters: 4 },
  ]),
);

export interface OfAccount<T> {
  readonly accountId: string;
  readonly item: T;
}

interface Chained {
  readonly transaction: LedgerTransaction;
  readonly hash: Buffer;
}

function ofAccounts<T>(drafts: readonly AccountDraft[], pick: (draft: AccountDraft) => readonly T[]): OfAccount<T>[] {
  return drafts.flatMap((draft) => pick(draft).map((item) => ({ accountId: draft.accountId, item })));
}

/** What was decided, and on what. */
export interface Decided {
  readonly before: ReadonlyMap<string, LockedAccount>;
  readonly drafts: readonly AccountDraft[];
  /** Daily limits that were remembered, not read. */
  readonly limits: readonly OfAccount<KeyBudget>[];
}

/**
 * Sends the writes; the transaction waits for them at its end, and fails with CHANGED_MEANWHILE when a wallet or a limit is not
 * what it was decided upon. Gives the chain hash of each account's last transaction.
 */
export function writeDrafts(tx: Transaction, { before, drafts, limits }: Decided): ReadonlyMap<string, Buffer> {
  if (drafts.length === 0) return new Map();
  const inOrder = drafts.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1));
  const heads = new Map(inOrder.map(({ accountId }) => [accountId, accountOf(before, accountId).headHash]));
  const chained = inOrder.flatMap((draft) => draft.posted.map((transaction) => chain(heads, transaction)));
  tx.send(WRITE_BATCH, [
    ...walletColumns(inOrder, before, heads),
    ...lotColumns(ofAccounts(inOrder, (draft) => draft.lots.filter((lot) => draft.changedLots.has(lot.number)))),
    ...keySpendColumns(ofAccounts(inOrder, (draft) => [...draft.changedKeySpends])),
    ...transactionColumns(chained),
    inOrder.length,
    uuids(limits, ({ accountId }) => accountId),
    uuids(limits, ({ item }) => item.apiKeyId),
    int8s(limits, ({ item }) => item.dailyLimit),
  ]);
  return heads;
}

function accountOf(before: Decided['before'], accountId: string): LockedAccount {
  const account = before.get(accountId);
  if (account === undefined) throw new Error(`account ${accountId} was neither read nor remembered`);
  return account;
}

function chain(heads: Map<string, Buffer>, transaction: LedgerTransaction): Chained {
  const previous = heads.get(transaction.accountId);
  if (previous === undefined) throw new Error(`no head hash for account ${transaction.accountId}`);
  const hash = chainHash(previous, transaction);
  heads.set(transaction.accountId, hash);
  return { transaction, hash };
}

function walletColumns(
  drafts: readonly AccountDraft[],
  before: Decided['before'],
  heads: ReadonlyMap<string, Buffer>,
): Buffer[] {
  const wallets = drafts.map((draft) => draft.wallet);
  return [
    uuids(wallets, (wallet) => wallet.accountId),
    int8s(wallets, (wallet) => wallet.available),
    int8s(wallets, (wallet) => wallet.reserved),
    int8s(wallets, (wallet) => wallet.sequence),
    int8s(wallets, (wallet) => wallet.creditLimit),
    int8s(wallets, (wallet) => wallet.creditReserved),
    int8s(wallets, (wallet) => wallet.creditSpent),
    int8s(wallets, (wallet) => wallet.debt),
    int4s(wallets, (wallet) => wallet.openReservations),
    int4s(wallets, (wallet) => wallet.lotCount),
    digests(wallets, (wallet) => heads.get(wallet.accountId)),
    int8s(wallets, (wallet) => accountOf(before, wallet.accountId).state.wallet.sequence),
  ];
}

function lotColumns(lots: readonly OfAccount<DraftLot>[]): Buffer[] {
  return [
    uuids(lots, ({ accountId }) => accountId),
    int4s(lots, ({ item }) => item.number),
    texts(lots, ({ item }) => item.source),
    int2s(lots, ({ item }) => item.priority),
    timestamptzs(lots, ({ item }) => item.effectiveAt),
    timestamptzs(lots, ({ item }) => item.expiresAt),
    timestamptzs(lots, ({ item }) => item.usableUntil),
    int8s(lots, ({ item }) => item.granted),
    int8s(lots, ({ item }) => item.remaining),
    int8s(lots, ({ item }) => item.reserved),
    int8s(lots, ({ item }) => item.spent),
    int8s(lots, ({ item }) => item.expired),
    int8s(lots, ({ item }) => item.frozen),
    int2s(lots, ({ item }) => item.disputes),
    int8s(lots, ({ item }) => item.clawedBack),
    uuids(lots, ({ item }) => item.purchaseId),
  ];
}

function keySpendColumns(spends: readonly OfAccount<DraftKeySpend>[]): Buffer[] {
  return [
    uuids(spends, ({ accountId }) => accountId),
    uuids(spends, ({ item }) => item.apiKeyId),
    dates(spends, ({ item }) => item.day),
    int8s(spends, ({ item }) => item.reserved),
    int8s(spends, ({ item }) => item.charged),
  ];
}

/** Nearly every transaction moves one lot, which needs no array of its own. */
const onlyShare = ({ transaction: { lots } }: Chained): LotShare | undefined =>
  lots.length === 1 ? lots[0] : undefined;

const allShares = (
  { transaction: { lots } }: Chained,
  pick: (share: LotShare) => bigint | number,
): string | undefined => (lots.length === 1 ? undefined : plainArray(lots.map(pick)));

function transactionColumns(chained: readonly Chained[]): Buffer[] {
  return [
    uuids(chained, ({ transaction }) => transaction.accountId),
    int8s(chained, ({ transaction }) => transaction.sequence),
    texts(chained, ({ transaction }) => transaction.type),
    int8s(chained, ({ transaction }) => transaction.amount),
    int8s(chained, ({ transaction }) => transaction.reservedChange),
    int8s(chained, ({ transaction }) => transaction.availableAfter),
    int8s(chained, ({ transaction }) => transaction.reservedAfter),
    int4s(chained, (line) => onlyShare(line)?.lot),
    int8s(chained, (line) => onlyShare(line)?.amount),
    texts(chained, (line) => allShares(line, (share) => share.lot)),
    texts(chained, (line) => allShares(line, (share) => share.amount)),
    uuids(chained, ({ transaction }) => transaction.generationId),
    int2s(chained, ({ transaction }) => transaction.step),
    uuids(chained, ({ transaction }) => transaction.apiKeyId),
    uuids(chained, ({ transaction }) => transaction.purchaseId),
    texts(chained, ({ transaction }) => transaction.idempotencyKey),
    texts(chained, ({ transaction }) => transaction.inputHash),
    texts(chained, ({ transaction }) => transaction.description),
    timestamptzs(chained, ({ transaction }) => transaction.createdAt),
    digests(chained, ({ hash }) => hash),
  ];
}
