// Locks the wallets of a batch, then reads what the decision needs. Two steps on purpose: a statement that waits for a
// lock keeps the snapshot it began with, so everything but the locked row is read by a later statement.
import { columnsOf, int4s, prepared, type RowOf, type Transaction, texts, uuids } from '../../database/index.ts';
import { budgetsInSql, type LimitPeriod } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { LedgerCommand } from '../commands.ts';
import { quarterHourOf } from '../decide/draft.ts';
import type { AccountState, KeyBudget, KeySpendState } from '../decide/state.ts';
import { type KeySpendEntity, LedgerTransactionEntity, LotEntity, WalletEntity } from '../entities.ts';
import { readUses } from '../read/key-uses.ts';
import { type StoredLot, type StoredTransaction, toLot, toTransaction, type WalletRow } from '../rows.ts';
import { type LedgerTransaction, RESERVATION_STEP } from '../transaction.ts';

/** A wallet under lock, and the hash that the next transaction is chained to. */
export interface LockedAccount {
  readonly state: AccountState;
  readonly headHash: Buffer;
}

/** A budget of `askedKey`; nulls where nothing limits it, and where nothing was spent of it in that time. */
type KeySpendRow = Pick<RowOf<typeof KeySpendEntity>, 'accountId' | 'apiKeyId'> & {
  readonly askedKey: string;
  readonly spendingLimit: MicroCredits | null;
  readonly limitPeriod: LimitPeriod;
  readonly timeZone: string;
  readonly resetHour: number;
  readonly quarterHour: number | null;
  readonly reserved: MicroCredits | null;
  readonly charged: MicroCredits | null;
};

/** Locks in id order, so that two batches never wait for each other in a circle. */
const LOCK_WALLETS = prepared(
  'ledger_lock_wallets',
  `select ${columnsOf(WalletEntity, { except: ['graceOnceAfter', 'createdAt'] })} from wallet where account_id = any($1::uuid[])
  order by account_id for no key update`,
);

const OPEN_LOTS = prepared(
  'ledger_open_lots',
  `select ${columnsOf(LotEntity)} from lot where account_id = any($1::uuid[]) and not closed`,
);

/** A refund of a charge may reopen a lot that was spent to the end. */
const LOTS_OF_GENERATIONS = `select ${columnsOf(LotEntity)} from unnest($1::uuid[], $2::uuid[]) as asked (account, generation)
  join ledger_transaction t on t.account_id = account and t.generation_id = generation and t.type = 'CHARGE'
  join lot on lot.account_id = t.account_id and lot.number = any(t.lot_numbers) and lot.closed`;

const NAMED_LOTS = `select ${columnsOf(LotEntity)} from unnest($1::uuid[], $2::int[]) as asked (account, number)
  join lot on lot.account_id = account and lot.number = asked.number and lot.closed`;

/** The order within `lateral` is that of the index which is meant, and of no other. */
const BY_IDEMPOTENCY_KEY = prepared(
  'ledger_by_idempotency_key',
  `select ${columnsOf(LedgerTransactionEntity, { of: 'earlier' })} from unnest($1::uuid[], $2::text[]) as asked (account, key)
    cross join lateral (select * from ledger_transaction where account_id = account and idempotency_key = key
      order by account_id, idempotency_key limit 1) as earlier`,
);

const BY_GENERATION = prepared(
  'ledger_by_generation',
  `select ${columnsOf(LedgerTransactionEntity, { of: 'earlier' })} from unnest($1::uuid[], $2::uuid[]) as asked (account, generation)
    cross join lateral (select * from ledger_transaction where account_id = account and generation_id = generation
      order by step limit 1000) as earlier`,
);

/** A key's budget and those of all above it, as their limits are now, with what was used of them in that time. */
const KEY_SPENDS = prepared(
  'ledger_key_spends',
  `select account as "accountId", key as "askedKey", path.id as "apiKeyId", spending_limit as "spendingLimit",
      limit_period as "limitPeriod", time_zone as "timeZone", reset_hour as "resetHour",
      quarter_hour as "quarterHour", reserved, charged
    from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) as asked (account, key, from_quarter, to_quarter)
    ${budgetsInSql('account', 'key')}
    left join lateral (select quarter_hour, reserved, charged from key_spend
      where account_id = account and api_key_id = path.id and quarter_hour between from_quarter and to_quarter
      order by account_id, api_key_id, quarter_hour limit 1000) as spend on true
    order by path.place`,
);

/** Later than any moment. */
const LAST_QUARTER = 2 ** 31 - 1;

const same = (id: string): string => id;

export async function lockAccounts(
  tx: Transaction,
  commands: readonly LedgerCommand[],
  now: Date,
): Promise<Map<string, LockedAccount>> {
  const accountIds = [...new Set(commands.map((command) => command.accountId))];
  const wallets = await tx.rows<Omit<WalletRow, 'graceOnceAfter' | 'createdAt'>>(LOCK_WALLETS, [
    uuids(accountIds, same),
  ]);
  // Both questions travel together.
  const [lots, { byGeneration, keySpends, periodUses }] = await Promise.all([
    readLots(tx, accountIds, commands).then(groupByAccount),
    readHistory(tx, commands, now),
  ]);
  const locked = wallets.map((row): [string, LockedAccount] => {
    const { headHash, ...wallet } = row;
    const id = wallet.accountId;
    const state: AccountState = {
      wallet,
      lots: (lots.get(id) ?? []).map(toLot),
      keyBudgets: toKeyBudgets(keySpends.get(id) ?? []),
      keySpends: (keySpends.get(id) ?? []).flatMap(toKeySpend),
      periodUses: periodUses.get(id) ?? [],
      byIdempotencyKey: new Map(),
      byGeneration: groupByGeneration(byGeneration.get(id) ?? []),
    };
    return [id, { state, headHash }];
  });
  return new Map(locked);
}

async function readHistory(tx: Transaction, commands: readonly LedgerCommand[], now: Date) {
  const earlier = (await readByGeneration(tx, commands)).map(toTransaction);
  const keySpends = await readKeySpends(tx, { commands, earlier, now });
  const periodUses = groupByAccount(await readUses(tx, keySpends.flatMap(toLimited), now));
  return { byGeneration: groupByAccount(earlier), keySpends: groupByAccount(keySpends), periodUses };
}

/** The same accounts with what was done before under the idempotency keys of the batch. */
export async function withIdempotencyKeys(
  tx: Transaction,
  locked: ReadonlyMap<string, LockedAccount>,
  commands: readonly LedgerCommand[],
): Promise<Map<string, LockedAccount>> {
  const rows = groupByAccount(await readByIdempotencyKey(tx, commands));
  const entries = [...locked].map(([id, account]): [string, LockedAccount] => {
    const earlier = (rows.get(id) ?? []).map(toTransaction);
    const byIdempotencyKey = new Map(earlier.map((transaction) => [transaction.idempotencyKey ?? '', transaction]));
    return [id, { ...account, state: { ...account.state, byIdempotencyKey } }];
  });
  return new Map(entries);
}

async function readLots(
  tx: Transaction,
  accountIds: readonly string[],
  commands: readonly LedgerCommand[],
): Promise<StoredLot[]> {
  const open = await tx.rows<StoredLot>(OPEN_LOTS, [uuids(accountIds, same)]);
  const refunds = commands.filter((command) => command.kind === 'refundCharge');
  const named = commands.filter((command) => 'lot' in command);
  if (refunds.length === 0 && named.length === 0) return open;
  const closed = [
    ...(await tx.rows<StoredLot>(LOTS_OF_GENERATIONS, [
      refunds.map((command) => command.accountId),
      refunds.map((command) => command.generationId),
    ])),
    ...(await tx.rows<StoredLot>(NAMED_LOTS, [named.map((command) => command.accountId), named.map(({ lot }) => lot)])),
  ];
  const distinct = new Map(closed.map((lot) => [`${lot.accountId} ${lot.number}`, lot]));
  return [...open, ...distinct.values()];
}

async function readByIdempotencyKey(tx: Transaction, commands: readonly LedgerCommand[]): Promise<StoredTransaction[]> {
  const keyed = commands.filter((command) => 'idempotencyKey' in command);
  if (keyed.length === 0) return [];
  return tx.rows(BY_IDEMPOTENCY_KEY, [
    uuids(keyed, (command) => command.accountId),
    texts(keyed, (command) => command.idempotencyKey),
  ]);
}

async function readByGeneration(tx: Transaction, commands: readonly LedgerCommand[]): Promise<StoredTransaction[]> {
  const settling = commands.filter((command) => 'generationId' in command && command.kind !== 'reserve');
  if (settling.length === 0) return [];
  const pairs = new Map(settling.map((command) => [`${command.accountId} ${command.generationId}`, command]));
  const asked = [...pairs.values()];
  return tx.rows(BY_GENERATION, [
    uuids(asked, (command) => command.accountId),
    uuids(asked, (command) => command.generationId),
  ]);
}

/** Both ends belong to it. */
interface AskedSpend {
  readonly accountId: string;
  readonly apiKeyId: string;
  readonly from: number;
  readonly to: number;
}

interface SpendQuestion {
  readonly commands: readonly LedgerCommand[];
  /** What the generations of the batch did before: settling them changes the quarter of an hour of their reservation. */
  readonly earlier: readonly LedgerTransaction[];
  readonly now: Date;
}

async function readKeySpends(tx: Transaction, { commands, earlier, now }: SpendQuestion): Promise<KeySpendRow[]> {
  const asked = new Map<string, AskedSpend>();
  const current = quarterHourOf(now);
  const ask = (accountId: string, apiKeyId: string, quarter: number): void => {
    // What was spent from now on is asked of each key: other keys of the path, or this process later, go on from there. There is
    // some where another gateway's clock is ahead, or this one's was set back.
    asked.set(`${accountId} ${apiKeyId}`, { accountId, apiKeyId, from: current, to: LAST_QUARTER });
    if (quarter >= current) return;
    asked.set(`${accountId} ${apiKeyId} ${quarter}`, { accountId, apiKeyId, from: quarter, to: quarter });
  };
  for (const command of commands) if (command.kind === 'reserve') ask(command.accountId, command.apiKeyId, current);
  for (const { accountId, apiKeyId, step, createdAt } of earlier) {
    if (step === RESERVATION_STEP && apiKeyId !== undefined) ask(accountId, apiKeyId, quarterHourOf(createdAt));
  }
  if (asked.size === 0) return [];
  const spends = [...asked.values()];
  return tx.rows(KEY_SPENDS, [
    uuids(spends, ({ accountId }) => accountId),
    uuids(spends, ({ apiKeyId }) => apiKeyId),
    int4s(spends, ({ from }) => from),
    int4s(spends, ({ to }) => to),
  ]);
}

/** Undefined when nothing limits it. */
const limitOf = ({ spendingLimit, limitPeriod, timeZone, resetHour }: KeySpendRow): KeyBudget['limit'] =>
  spendingLimit === null ? undefined : { amount: spendingLimit, period: limitPeriod, timeZone, resetHour };

function toLimited(row: KeySpendRow) {
  const { accountId, apiKeyId } = row;
  const limit = limitOf(row);
  return limit === undefined ? [] : [{ accountId, apiKeyId, limit }];
}

/** The same for each time that was asked about. */
function toKeyBudgets(rows: readonly KeySpendRow[]): Map<string, KeyBudget[]> {
  const budgets = new Map<string, Map<string, KeyBudget>>();
  for (const row of rows) {
    const { askedKey: asked, apiKeyId } = row;
    const path = budgets.get(asked) ?? new Map<string, KeyBudget>();
    path.set(apiKeyId, { apiKeyId, limit: limitOf(row) });
    budgets.set(asked, path);
  }
  return new Map([...budgets].map(([asked, path]) => [asked, [...path.values()]]));
}

/** Keys that descend from the same one give the same row. */
function toKeySpend({ apiKeyId, quarterHour, reserved, charged }: KeySpendRow): KeySpendState[] {
  if (quarterHour === null || reserved === null || charged === null) return [];
  return [{ apiKeyId, quarterHour, reserved, charged }];
}

function groupByAccount<Row extends { readonly accountId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.accountId);
}

function groupByGeneration(transactions: readonly LedgerTransaction[]): Map<string, LedgerTransaction[]> {
  return Map.groupBy(transactions, (transaction) => transaction.generationId ?? '');
}
