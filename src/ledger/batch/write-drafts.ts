// Writes what a batch decided: one statement for all tables, whatever the size of the batch.
import {
  bytesArray,
  mergeStatements,
  plainArray,
  prepared,
  type Transaction,
  textArray,
} from '../../database/index.ts';
import type { AccountDraft, DraftKeySpend, DraftLot } from '../decide/draft.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { chainHash } from './chain.ts';
import type { LockedAccount } from './read-state.ts';

/**
 * Upserts rather than joined updates: they find each row by its key, whatever the planner believes of the table's size.
 * A wallet is always there; `created_at` is only asked for by the INSERT that never happens.
 */
const WRITE_WALLETS = `insert into wallet (account_id, available, reserved, sequence, credit_limit, credit_reserved,
    credit_spent, debt, open_reservations, lot_count, head_hash, created_at)
  select account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt,
    open_reservations, lot_count, head_hash, 'epoch'
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::int[], $10::int[], $11::bytea[])
    as new (account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt,
      open_reservations, lot_count, head_hash)
  on conflict (account_id) do update set available = excluded.available, reserved = excluded.reserved,
    sequence = excluded.sequence, credit_reserved = excluded.credit_reserved, credit_spent = excluded.credit_spent,
    debt = excluded.debt, open_reservations = excluded.open_reservations, lot_count = excluded.lot_count, head_hash = excluded.head_hash`;

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
  select account_id, sequence, type, amount, reserved_change, available_after, reserved_after, lot_numbers::int[],
    lot_amounts::bigint[], generation_id, step, api_key_id, purchase_id, idempotency_key, input_hash, description,
    created_at, hash
  from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
    $9::text[], $10::uuid[], $11::smallint[], $12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::text[],
    $17::timestamptz[], $18::bytea[])
    as new (account_id, sequence, type, amount, reserved_change, available_after, reserved_after, lot_numbers,
      lot_amounts, generation_id, step, api_key_id, purchase_id, idempotency_key, input_hash, description, created_at,
      hash)`;

const WRITE_BATCH = prepared(
  'ledger_write_batch',
  mergeStatements([
    { text: WRITE_WALLETS, parameters: 11 },
    { text: WRITE_LOTS, parameters: 16 },
    { text: WRITE_KEY_SPENDS, parameters: 5 },
    { text: INSERT_TRANSACTIONS, parameters: 18 },
  ]),
);

interface OfAccount<T> {
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

/** Sends the writes; the transaction waits for them at its end. */
export function writeDrafts(
  tx: Transaction,
  drafts: readonly AccountDraft[],
  locked: ReadonlyMap<string, LockedAccount>,
): void {
  if (drafts.length === 0) return;
  const heads = new Map(drafts.map((draft) => [draft.accountId, headHashOf(locked, draft.accountId)]));
  const chained = drafts.flatMap((draft) => draft.posted.map((transaction) => chain(heads, transaction)));
  tx.send(WRITE_BATCH, [
    ...walletColumns(drafts, heads),
    ...lotColumns(ofAccounts(drafts, (draft) => draft.lots.filter((lot) => draft.changedLots.has(lot.number)))),
    ...keySpendColumns(ofAccounts(drafts, (draft) => [...draft.changedKeySpends])),
    ...transactionColumns(chained),
  ]);
}

function headHashOf(locked: ReadonlyMap<string, LockedAccount>, accountId: string): Buffer {
  const account = locked.get(accountId);
  if (account === undefined) throw new Error(`account ${accountId} is not locked`);
  return account.headHash;
}

function chain(heads: Map<string, Buffer>, transaction: LedgerTransaction): Chained {
  const previous = heads.get(transaction.accountId);
  if (previous === undefined) throw new Error(`no head hash for account ${transaction.accountId}`);
  const hash = chainHash(previous, transaction);
  heads.set(transaction.accountId, hash);
  return { transaction, hash };
}

function walletColumns(drafts: readonly AccountDraft[], heads: ReadonlyMap<string, Buffer>): string[] {
  const wallets = drafts.map((draft) => draft.wallet);
  return [
    plainArray(wallets.map((wallet) => wallet.accountId)),
    plainArray(wallets.map((wallet) => wallet.available)),
    plainArray(wallets.map((wallet) => wallet.reserved)),
    plainArray(wallets.map((wallet) => wallet.sequence)),
    plainArray(wallets.map((wallet) => wallet.creditLimit)),
    plainArray(wallets.map((wallet) => wallet.creditReserved)),
    plainArray(wallets.map((wallet) => wallet.creditSpent)),
    plainArray(wallets.map((wallet) => wallet.debt)),
    plainArray(wallets.map((wallet) => wallet.openReservations)),
    plainArray(wallets.map((wallet) => wallet.lotCount)),
    bytesArray(wallets.map((wallet) => heads.get(wallet.accountId) ?? Buffer.alloc(0))),
  ];
}

function lotColumns(lots: readonly OfAccount<DraftLot>[]): string[] {
  return [
    plainArray(lots.map(({ accountId }) => accountId)),
    plainArray(lots.map(({ item }) => item.number)),
    plainArray(lots.map(({ item }) => item.source)),
    plainArray(lots.map(({ item }) => item.priority)),
    plainArray(lots.map(({ item }) => item.effectiveAt)),
    plainArray(lots.map(({ item }) => item.expiresAt)),
    plainArray(lots.map(({ item }) => item.usableUntil)),
    plainArray(lots.map(({ item }) => item.granted)),
    plainArray(lots.map(({ item }) => item.remaining)),
    plainArray(lots.map(({ item }) => item.reserved)),
    plainArray(lots.map(({ item }) => item.spent)),
    plainArray(lots.map(({ item }) => item.expired)),
    plainArray(lots.map(({ item }) => item.frozen)),
    plainArray(lots.map(({ item }) => item.disputes)),
    plainArray(lots.map(({ item }) => item.clawedBack)),
    plainArray(lots.map(({ item }) => item.purchaseId)),
  ];
}

function keySpendColumns(spends: readonly OfAccount<DraftKeySpend>[]): string[] {
  return [
    plainArray(spends.map(({ accountId }) => accountId)),
    plainArray(spends.map(({ item }) => item.apiKeyId)),
    plainArray(spends.map(({ item }) => item.day)),
    plainArray(spends.map(({ item }) => item.reserved)),
    plainArray(spends.map(({ item }) => item.charged)),
  ];
}

function transactionColumns(chained: readonly Chained[]): string[] {
  const all = chained.map(({ transaction }) => transaction);
  return [
    plainArray(all.map((transaction) => transaction.accountId)),
    plainArray(all.map((transaction) => transaction.sequence)),
    plainArray(all.map((transaction) => transaction.type)),
    plainArray(all.map((transaction) => transaction.amount)),
    plainArray(all.map((transaction) => transaction.reservedChange)),
    plainArray(all.map((transaction) => transaction.availableAfter)),
    plainArray(all.map((transaction) => transaction.reservedAfter)),
    textArray(all.map((transaction) => plainArray(transaction.lots.map((share) => share.lot)))),
    textArray(all.map((transaction) => plainArray(transaction.lots.map((share) => share.amount)))),
    plainArray(all.map((transaction) => transaction.generationId)),
    plainArray(all.map((transaction) => transaction.step)),
    plainArray(all.map((transaction) => transaction.apiKeyId)),
    plainArray(all.map((transaction) => transaction.purchaseId)),
    textArray(all.map((transaction) => transaction.idempotencyKey)),
    textArray(all.map((transaction) => transaction.inputHash)),
    textArray(all.map((transaction) => transaction.description)),
    plainArray(all.map((transaction) => transaction.createdAt)),
    bytesArray(chained.map(({ hash }) => hash)),
  ];
}
