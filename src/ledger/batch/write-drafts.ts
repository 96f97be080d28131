// What a batch decided, as one statement for all tables, whatever the size of the batch.
import { int2s, int8s, mergeStatements, prepared, type Statement, texts, uuids } from '../../database/index.ts';
import { isBudgetInSql } from '../../keys/index.ts';
import type { AccountDraft } from '../decide/draft.ts';
import type { KeyBudget } from '../decide/state.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { chainHash } from './chain.ts';
import {
  type Chained,
  keySpendColumns,
  lotColumns,
  type OfAccount,
  transactionColumns,
  walletColumns,
} from './draft-columns.ts';
import type { LockedAccount } from './read-state.ts';

/**
 * Upserts rather than joined updates: they find each row by its key, while the plan of a join that was made when a table was small
 * reads all of it for each row of the batch when it has grown. A wallet is always there; `created_at` is only asked for by the
 * INSERT that never happens. Only what still is as it was when it was decided upon is written: see UNCHANGED. A head hash covers
 * all that happened before it.
 */
const WRITE_WALLETS = `insert into wallet (account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent,
    debt, open_reservations, lot_count, head_hash, created_at)
  select account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt, open_reservations,
    lot_count, head_hash, now()
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::int[], $10::int[], $11::bytea[])
    as new (account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt,
      open_reservations, lot_count, head_hash)
  on conflict (account_id) do update set available = excluded.available, reserved = excluded.reserved,
    sequence = excluded.sequence, credit_reserved = excluded.credit_reserved, credit_spent = excluded.credit_spent,
    debt = excluded.debt, open_reservations = excluded.open_reservations, lot_count = excluded.lot_count,
    head_hash = excluded.head_hash
  where wallet.credit_limit = excluded.credit_limit
    and (wallet.account_id, wallet.head_hash) in (select * from unnest($1::uuid[], $12::bytea[]))
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

const WRITE_KEY_SPENDS = `insert into key_spend (account_id, api_key_id, quarter_hour, reserved, charged)
  select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::bigint[])
  on conflict (account_id, api_key_id, quarter_hour) do update set reserved = excluded.reserved, charged = excluded.charged`;

export const INSERT_TRANSACTIONS = `insert into ledger_transaction (account_id, sequence, type, amount, reserved_change,
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
  select from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::smallint[])
    as budget (account_id, api_key_id, spending_limit, limit_period, time_zone, reset_hour)
  where not ${isBudgetInSql('budget')}))::int`;

/** PostgreSQL's code for it. No other statement of a batch divides. */
export const CHANGED_MEANWHILE = '22012';

const WRITE_BATCH = prepared(
  'ledger_write_batch',
  mergeStatements([
    { text: WRITE_WALLETS, parameters: 12 },
    { text: WRITE_LOTS, parameters: 16 },
    { text: WRITE_KEY_SPENDS, parameters: 5 },
    { text: INSERT_TRANSACTIONS, parameters: 20 },
    { text: UNCHANGED, parameters: 7 },
  ]),
);

/** What was decided, and on what. */
export interface Decided {
  readonly before: ReadonlyMap<string, LockedAccount>;
  readonly drafts: readonly AccountDraft[];
  /** Limits that were remembered, not read. */
  readonly limits: readonly OfAccount<KeyBudget>[];
}

export interface Writes {
  /** They belong into one transaction, which fails with CHANGED_MEANWHILE when anything is not what it was decided upon. */
  readonly statements: readonly Statement[];
  /** The chain hash of each account's last transaction. */
  readonly heads: ReadonlyMap<string, Buffer>;
}

/** What writes all that was decided; nothing of it needs an answer. */
export function writesOf({ before, drafts, limits }: Decided): Writes {
  if (drafts.length === 0) return { statements: [], heads: new Map() };
  const inOrder = drafts.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1));
  const heads = new Map(inOrder.map(({ accountId }) => [accountId, accountOf(before, accountId).headHash]));
  const chained = inOrder.flatMap((draft) => draft.posted.map((transaction) => chain(heads, transaction)));
  const statement = {
    text: WRITE_BATCH,
    values: [
      ...walletColumns(
        inOrder.map(({ wallet }) => wallet),
        { before: (accountId) => accountOf(before, accountId).headHash, after: (accountId) => heads.get(accountId) },
      ),
      ...lotColumns(ofAccounts(inOrder, (draft) => draft.lots.filter(({ isChanged }) => isChanged))),
      ...keySpendColumns(ofAccounts(inOrder, (draft) => draft.keySpends.filter(({ isChanged }) => isChanged))),
      ...transactionColumns(chained),
      inOrder.length,
      uuids(limits, ({ accountId }) => accountId),
      uuids(limits, ({ item }) => item.apiKeyId),
      int8s(limits, ({ item }) => item.limit?.amount),
      texts(limits, ({ item }) => item.limit?.period),
      texts(limits, ({ item }) => item.limit?.timeZone),
      int2s(limits, ({ item }) => item.limit?.resetHour),
    ],
  };
  return { statements: [statement], heads };
}

function ofAccounts<T>(drafts: readonly AccountDraft[], pick: (draft: AccountDraft) => readonly T[]): OfAccount<T>[] {
  return drafts.flatMap((draft) => pick(draft).map((item) => ({ accountId: draft.accountId, item })));
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
