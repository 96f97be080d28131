// What a batch decided, as statements: one for all tables, whatever the size of the batch, and one more for what is new.
import { int8s, mergeStatements, prepared, type Statement, uuids } from '../../database/index.ts';
import { isDailyLimitInSql } from '../../keys/index.ts';
import type { AccountDraft, DraftKeySpend, DraftLot } from '../decide/draft.ts';
import type { KeyBudget } from '../decide/state.ts';
import type { LedgerTransaction } from '../transaction.ts';
import { chainHash } from './chain.ts';
import {
  type Chained,
  changedLotColumns,
  keySpendColumns,
  newLotColumns,
  type OfAccount,
  transactionColumns,
  walletColumns,
} from './draft-columns.ts';
import type { LockedAccount } from './read-state.ts';

/** The plans that a batch's statements are meant to have, whatever the planner believes of the tables' sizes; planned once. */
export const SETTINGS = prepared(
  'ledger_settings',
  `select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`,
);

/** Only what still is as it was when it was decided upon: see UNCHANGED. A head hash covers all that happened before it. */
const UPDATE_WALLETS = `update wallet set available = new.available, reserved = new.reserved, sequence = new.sequence,
    credit_reserved = new.credit_reserved, credit_spent = new.credit_spent, debt = new.debt,
    open_reservations = new.open_reservations, lot_count = new.lot_count, head_hash = new.head_hash
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::bigint[], $9::int[], $10::int[], $11::bytea[], $12::bytea[])
    as new (account_id, available, reserved, sequence, credit_limit, credit_reserved, credit_spent, debt,
      open_reservations, lot_count, head_hash, head_before)
  where wallet.account_id = new.account_id and wallet.head_hash = new.head_before and wallet.credit_limit = new.credit_limit
  returning 1`;

/** What never changes of a lot is only sent with a new one. */
const UPDATE_LOTS = `update lot set remaining = new.remaining, reserved = new.reserved, spent = new.spent,
    expired = new.expired, frozen = new.frozen, disputes = new.disputes, clawed_back = new.clawed_back,
    usable_until = new.usable_until, closed = new.remaining = 0 and new.reserved = 0 and new.disputes = 0
  from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::smallint[], $9::bigint[], $10::timestamptz[])
    as new (account_id, number, remaining, reserved, spent, expired, frozen, disputes, clawed_back, usable_until)
  where lot.account_id = new.account_id and lot.number = new.number returning 1`;

const UPDATE_KEY_SPENDS = `update key_spend set reserved = new.reserved, charged = new.charged
  from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])
    as new (account_id, api_key_id, day, reserved, charged)
  where key_spend.account_id = new.account_id and key_spend.api_key_id = new.api_key_id and key_spend.day = new.day
  returning 1`;

const INSERT_LOTS = prepared(
  'ledger_insert_lots',
  `insert into lot (account_id, number, source, priority, effective_at, expires_at, usable_until, granted,
    remaining, reserved, spent, expired, frozen, disputes, clawed_back, closed, purchase_id)
  select account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
    spent, expired, frozen, disputes, clawed_back, remaining = 0 and reserved = 0 and disputes = 0, purchase_id
  from unnest($1::uuid[], $2::int[], $3::text[], $4::smallint[], $5::timestamptz[], $6::timestamptz[],
    $7::timestamptz[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[],
    $13::bigint[], $14::smallint[], $15::bigint[], $16::uuid[])
    as new (account_id, number, source, priority, effective_at, expires_at, usable_until, granted, remaining, reserved,
      spent, expired, frozen, disputes, clawed_back, purchase_id)`,
);

const INSERT_KEY_SPENDS = prepared(
  'ledger_insert_key_spends',
  `insert into key_spend (account_id, api_key_id, day, reserved, charged)
  select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[])`,
);

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

/** Divides by zero, which ends the transaction, unless every row was there and every limit is what it was taken for. */
const UNCHANGED = `select 1 / ((select count(*) from part_1) = $1::int and (select count(*) from part_2) = $2::int
  and (select count(*) from part_3) = $3::int and not exists (
    select from unnest($4::uuid[], $5::uuid[], $6::bigint[]) as budget (account_id, api_key_id, daily_limit)
    where not (${isDailyLimitInSql('budget.account_id', 'budget.api_key_id', 'budget.daily_limit')})))::int`;

/** PostgreSQL's code for it. No other statement of a batch divides. */
export const CHANGED_MEANWHILE = '22012';

const WRITE_BATCH = prepared(
  'ledger_write_batch',
  mergeStatements([
    { text: UPDATE_WALLETS, parameters: 12 },
    { text: UPDATE_LOTS, parameters: 10 },
    { text: UPDATE_KEY_SPENDS, parameters: 5 },
    { text: INSERT_TRANSACTIONS, parameters: 20 },
    { text: UNCHANGED, parameters: 6 },
  ]),
);

/** What was decided, and on what. */
export interface Decided {
  readonly before: ReadonlyMap<string, LockedAccount>;
  readonly drafts: readonly AccountDraft[];
  /** Daily limits that were remembered, not read. */
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
  const lots = partLots(inOrder, before);
  const spends = partKeySpends(inOrder, before);
  const update = {
    text: WRITE_BATCH,
    values: [
      ...walletColumns(
        inOrder.map(({ wallet }) => wallet),
        { before: (accountId) => accountOf(before, accountId).headHash, after: (accountId) => heads.get(accountId) },
      ),
      ...changedLotColumns(lots.stored),
      ...keySpendColumns(spends.stored),
      ...transactionColumns(chained),
      ...[inOrder.length, lots.stored.length, spends.stored.length],
      uuids(limits, ({ accountId }) => accountId),
      uuids(limits, ({ item }) => item.apiKeyId),
      int8s(limits, ({ item }) => item.dailyLimit),
    ],
  };
  const inserts = [
    ...(lots.added.length === 0 ? [] : [{ text: INSERT_LOTS, values: newLotColumns(lots.added) }]),
    ...(spends.added.length === 0 ? [] : [{ text: INSERT_KEY_SPENDS, values: keySpendColumns(spends.added) }]),
  ];
  return { statements: [...inserts, update], heads };
}

interface Parted<T> {
  readonly stored: OfAccount<T>[];
  readonly added: OfAccount<T>[];
}

function partLots(drafts: readonly AccountDraft[], before: Decided['before']): Parted<DraftLot> {
  const parted: Parted<DraftLot> = { stored: [], added: [] };
  for (const { accountId, lots, changedLots } of drafts) {
    const { lotCount } = accountOf(before, accountId).state.wallet;
    for (const item of lots) {
      if (changedLots.has(item.number)) {
        (item.number > lotCount ? parted.added : parted.stored).push({ accountId, item });
      }
    }
  }
  return parted;
}

function partKeySpends(drafts: readonly AccountDraft[], before: Decided['before']): Parted<DraftKeySpend> {
  const parted: Parted<DraftKeySpend> = { stored: [], added: [] };
  for (const { accountId, changedKeySpends } of drafts) {
    const { keySpends } = accountOf(before, accountId).state;
    for (const item of changedKeySpends) {
      const isStored = keySpends.some(({ apiKeyId, day }) => apiKeyId === item.apiKeyId && day === item.day);
      (isStored ? parted.stored : parted.added).push({ accountId, item });
    }
  }
  return parted;
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
