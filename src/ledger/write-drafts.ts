// Writes what a batch decided: one statement for all tables, whatever the size of the batch.
import { bytesArray, mergeStatements, plainArray, prepared, type Transaction, textArray } from '../database/index.ts';
import { chainHash } from './chain.ts';
import type { AccountDraft, DraftLot, KeySpendChange } from './draft.ts';
import type { LockedAccount } from './read-state.ts';
import type { LedgerTransaction } from './transaction.ts';

const UPDATE_WALLETS = `update wallet set available = new.available, reserved = new.reserved, sequence = new.sequence,
    credit_reserved = new.credit_reserved, credit_spent = new.credit_spent,
    open_reservations = new.open_reservations, lot_count = new.lot_count, head_hash = new.head_hash
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::int[],
      $9::bytea[])
    as new (account_id, available, reserved, sequence, credit_reserved, credit_spent, open_reservations, lot_count,
      head_hash)
  where wallet.account_id = new.account_id`;

const UPDATE_LOTS = `update lot set remaining = new.remaining, reserved = new.reserved, spent = new.spent,
    expired = new.expired, usable_until = new.usable_until, closed = new.remaining = 0 and new.reserved = 0
  from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::timestamptz[])
    as new (account_id, number, remaining, reserved, spent, expired, usable_until)
  where lot.account_id = new.account_id and lot.number = new.number`;

const INSERT_LOTS = `insert into lot (account_id, number, source, priority, effective_at, expires_at, usable_until, granted,
    remaining, reserved, spent, expired, closed, purchase_id)
  select account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
    spent, expired, remaining = 0 and reserved = 0, purchase_id
  from unnest($1::uuid[], $2::int[], $3::text[], $4::smallint[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::uuid[])
    as new (account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
      spent, expired, purchase_id)`;

const INSERT_KEY_SPENDS = `insert into key_spend (account_id, api_key_id, day, reserved, charged)
  select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])`;

/** Changes, not totals: a settlement touches the day of its reservation, which was not read. */
const CHANGE_KEY_SPENDS = `update key_spend set reserved = key_spend.reserved + change.reserved,
    charged = key_spend.charged + change.charged
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])
    as change (account_id, api_key_id, day, reserved, charged)
  where key_spend.account_id = change.account_id and key_spend.api_key_id = change.api_key_id
    and key_spend.day = change.day`;

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

/** No two parts touch the same row: an account's lots and key spends are either new or changed. */
const WRITE_BATCH = prepared(
  'ledger_write_batch',
  mergeStatements([
    { text: UPDATE_WALLETS, parameters: 9 },
    { text: UPDATE_LOTS, parameters: 7 },
    { text: INSERT_LOTS, parameters: 13 },
    { text: INSERT_KEY_SPENDS, parameters: 5 },
    { text: CHANGE_KEY_SPENDS, parameters: 5 },
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

export async function writeDrafts(
  tx: Transaction,
  drafts: readonly AccountDraft[],
  locked: ReadonlyMap<string, LockedAccount>,
): Promise<void> {
  if (drafts.length === 0) return;
  const heads = new Map(drafts.map((draft) => [draft.accountId, headHashOf(locked, draft.accountId)]));
  const chained = drafts.flatMap((draft) => draft.posted.map((transaction) => chain(heads, transaction)));
  const changed = ofAccounts(drafts, (draft) =>
    draft.lots.filter((lot) => draft.changedLots.has(lot.number) && !draft.newLots.has(lot.number)),
  );
  const added = ofAccounts(drafts, (draft) => draft.lots.filter((lot) => draft.newLots.has(lot.number)));
  const spends = ofAccounts(drafts, (draft) => [...draft.keySpendChanges.values()]);
  await tx.rows(WRITE_BATCH, [
    ...walletColumns(drafts, heads),
    ...changedLotColumns(changed),
    ...newLotColumns(added),
    ...keySpendColumns(spends.filter(({ item }) => item.isNew)),
    ...keySpendColumns(spends.filter(({ item }) => !item.isNew)),
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
    plainArray(wallets.map((wallet) => wallet.creditReserved)),
    plainArray(wallets.map((wallet) => wallet.creditSpent)),
    plainArray(wallets.map((wallet) => wallet.openReservations)),
    plainArray(wallets.map((wallet) => wallet.lotCount)),
    bytesArray(wallets.map((wallet) => heads.get(wallet.accountId) ?? Buffer.alloc(0))),
  ];
}

function changedLotColumns(lots: readonly OfAccount<DraftLot>[]): string[] {
  return [
    plainArray(lots.map(({ accountId }) => accountId)),
    plainArray(lots.map(({ item }) => item.number)),
    plainArray(lots.map(({ item }) => item.remaining)),
    plainArray(lots.map(({ item }) => item.reserved)),
    plainArray(lots.map(({ item }) => item.spent)),
    plainArray(lots.map(({ item }) => item.expired)),
    plainArray(lots.map(({ item }) => item.usableUntil)),
  ];
}

function newLotColumns(lots: readonly OfAccount<DraftLot>[]): string[] {
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
    plainArray(lots.map(({ item }) => item.purchaseId)),
  ];
}

function keySpendColumns(spends: readonly OfAccount<KeySpendChange>[]): string[] {
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
