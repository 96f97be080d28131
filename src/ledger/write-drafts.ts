// Writes what a batch decided: one statement per table, whatever the size of the batch.
import type { Transaction } from '../database/index.ts';
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

const OPEN_KEY_SPENDS = `insert into key_spend (account_id, api_key_id, day)
  select * from unnest($1::uuid[], $2::uuid[], $3::date[]) on conflict do nothing`;

/** Changes, not totals: a settlement touches the day of its reservation, which was not read. */
const CHANGE_KEY_SPENDS = `update key_spend set reserved = key_spend.reserved + change.reserved,
    charged = key_spend.charged + change.charged
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])
    as change (account_id, api_key_id, day, reserved, charged)
  where key_spend.account_id = change.account_id and key_spend.api_key_id = change.api_key_id
    and key_spend.day = change.day`;

/** The arrays for unnest(): one per column, in the order of the readers. */
function columns<Row>(rows: readonly Row[], readers: readonly ((row: Row) => unknown)[]): unknown[][] {
  return readers.map((read) => rows.map(read));
}

interface OfAccount<T> {
  readonly accountId: string;
  readonly item: T;
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
  const heads = await writeTransactions(tx, drafts, locked);
  await tx.rows(
    UPDATE_WALLETS,
    columns(drafts, [
      (draft) => draft.accountId,
      (draft) => draft.wallet.available,
      (draft) => draft.wallet.reserved,
      (draft) => draft.wallet.sequence,
      (draft) => draft.wallet.creditReserved,
      (draft) => draft.wallet.creditSpent,
      (draft) => draft.wallet.openReservations,
      (draft) => draft.wallet.lotCount,
      (draft) => heads.get(draft.accountId),
    ]),
  );
  await writeLots(tx, drafts);
  await writeKeySpends(tx, drafts);
}

/** Inserts the transactions, each chained to the one before; answers every account's new head hash. */
async function writeTransactions(
  tx: Transaction,
  drafts: readonly AccountDraft[],
  locked: ReadonlyMap<string, LockedAccount>,
): Promise<Map<string, Buffer>> {
  const heads = new Map([...locked].map(([accountId, account]) => [accountId, account.headHash]));
  const chained = drafts.flatMap((draft) => draft.posted.map((transaction) => chain(heads, transaction)));
  await tx.rows(
    INSERT_TRANSACTIONS,
    columns(chained, [
      ({ transaction }) => transaction.accountId,
      ({ transaction }) => transaction.sequence,
      ({ transaction }) => transaction.type,
      ({ transaction }) => transaction.amount,
      ({ transaction }) => transaction.reservedChange,
      ({ transaction }) => transaction.availableAfter,
      ({ transaction }) => transaction.reservedAfter,
      ({ transaction }) => `{${transaction.lots.map((share) => share.lot).join(',')}}`,
      ({ transaction }) => `{${transaction.lots.map((share) => share.amount).join(',')}}`,
      ({ transaction }) => transaction.generationId,
      ({ transaction }) => transaction.step,
      ({ transaction }) => transaction.apiKeyId,
      ({ transaction }) => transaction.purchaseId,
      ({ transaction }) => transaction.idempotencyKey,
      ({ transaction }) => transaction.inputHash,
      ({ transaction }) => transaction.description,
      ({ transaction }) => transaction.createdAt,
      ({ hash }) => hash,
    ]),
  );
  return heads;
}

function chain(heads: Map<string, Buffer>, transaction: LedgerTransaction) {
  const previous = heads.get(transaction.accountId);
  if (previous === undefined) throw new Error(`no head hash for account ${transaction.accountId}`);
  const hash = chainHash(previous, transaction);
  heads.set(transaction.accountId, hash);
  return { transaction, hash };
}

async function writeLots(tx: Transaction, drafts: readonly AccountDraft[]): Promise<void> {
  const added = ofAccounts(drafts, (draft) => draft.lots.filter((lot) => draft.newLots.has(lot.number)));
  const changed = ofAccounts(drafts, (draft) =>
    draft.lots.filter((lot) => draft.changedLots.has(lot.number) && !draft.newLots.has(lot.number)),
  );
  if (added.length > 0) await tx.rows(INSERT_LOTS, columns(added, NEW_LOT));
  if (changed.length > 0) await tx.rows(UPDATE_LOTS, columns(changed, CHANGED_LOT));
}

const NEW_LOT: readonly ((row: OfAccount<DraftLot>) => unknown)[] = [
  ({ accountId }) => accountId,
  ({ item }) => item.number,
  ({ item }) => item.source,
  ({ item }) => item.priority,
  ({ item }) => item.effectiveAt,
  ({ item }) => item.expiresAt,
  ({ item }) => item.usableUntil,
  ({ item }) => item.granted,
  ({ item }) => item.remaining,
  ({ item }) => item.reserved,
  ({ item }) => item.spent,
  ({ item }) => item.expired,
  ({ item }) => item.purchaseId,
];

const CHANGED_LOT: readonly ((row: OfAccount<DraftLot>) => unknown)[] = [
  ({ accountId }) => accountId,
  ({ item }) => item.number,
  ({ item }) => item.remaining,
  ({ item }) => item.reserved,
  ({ item }) => item.spent,
  ({ item }) => item.expired,
  ({ item }) => item.usableUntil,
];

const KEY_AND_DAY: readonly ((row: OfAccount<KeySpendChange>) => unknown)[] = [
  ({ accountId }) => accountId,
  ({ item }) => item.apiKeyId,
  ({ item }) => item.day,
];

async function writeKeySpends(tx: Transaction, drafts: readonly AccountDraft[]): Promise<void> {
  const changes = ofAccounts(drafts, (draft) => [...draft.keySpendChanges.values()]);
  if (changes.length === 0) return;
  await tx.rows(OPEN_KEY_SPENDS, columns(changes, KEY_AND_DAY));
  await tx.rows(
    CHANGE_KEY_SPENDS,
    columns(changes, [...KEY_AND_DAY, ({ item }) => item.reserved, ({ item }) => item.charged]),
  );
}
