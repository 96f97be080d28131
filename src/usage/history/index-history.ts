// Indexes full blocks of accounts' transactions. One process at a time works on an account; whoever dies leaves its blocks to the next.
import { type Database, shardOf, type Transaction } from '../../database/index.ts';

/** Transactions of a block; a power of two that a smallint can count. */
export const BLOCK = 1_024;
/** Of one account in one transaction. */
const MOST_BLOCKS = 64;
/** Accounts of a round. */
const MOST_ACCOUNTS = 100;

const BEHIND = `select wallet.account_id as "accountId" from wallet left join history_index using (account_id)
  where wallet.sequence >= (coalesce(history_index.blocks, 0)::bigint + 1) * ${BLOCK} limit ${MOST_ACCOUNTS}`;

/** `mayHaveMore`: another round has something to do at once. */
export async function indexHistories(database: Database): Promise<{ readonly mayHaveMore: boolean }> {
  const behind = await database.rows<{ readonly accountId: string }>(BEHIND);
  let indexed = 0;
  for (const { accountId } of behind) {
    indexed += await shardOf(database, accountId).transaction((tx) => indexNext(tx, accountId));
  }
  return { mayHaveMore: indexed > 0 };
}

const OPEN = 'insert into history_index (account_id) values ($1) on conflict do nothing';
const CLAIM = `select blocks, (select sequence from wallet where account_id = $1) / ${BLOCK} as full
  from history_index where account_id = $1 for update skip locked`;

/** Answers how many blocks; none when another process is at it. */
async function indexNext(tx: Transaction, accountId: string): Promise<number> {
  await tx.rows(OPEN, [accountId]);
  const [claimed] = await tx.rows<{ readonly blocks: number; readonly full: bigint }>(CLAIM, [accountId]);
  if (claimed === undefined) return 0;
  const { blocks: from, full } = claimed;
  const to = Math.min(Number(full), from + MOST_BLOCKS);
  if (to <= from) return 0;
  const values = [accountId, from, to];
  await tx.rows(ADD_KINDS, values);
  await tx.rows(ADD_POSTINGS, values);
  await tx.rows(ADD_BLOCKS, values);
  await tx.rows('update history_index set blocks = $2 where account_id = $1', [accountId, to]);
  return to - from;
}

/** $2: the first block, $3: the one after the last. */
const IN_BLOCKS = `account_id = $1 and sequence > $2::bigint * ${BLOCK} and sequence <= $3::bigint * ${BLOCK}`;

const FOUND = `found as (select type, model, api_key_id, description, ((sequence - 1) / ${BLOCK})::int as block,
    array_agg(((sequence - 1) % ${BLOCK})::smallint order by sequence) as offsets
  from (select sequence, type, api_key_id, description, generation.model from ledger_transaction
    left join lateral (select model from generation where generation.account_id = $1
      and generation.id = ledger_transaction.generation_id offset 0) as generation on true
    where ${IN_BLOCKS}) as line
  group by type, model, api_key_id, description, block)`;

const IS_ITS_KIND = `known.account_id = $1 and known.type = found.type and known.model is not distinct from found.model
  and known.api_key_id is not distinct from found.api_key_id and known.description is not distinct from found.description`;

const ADD_KINDS = `with ${FOUND}
  insert into history_kind (account_id, kind, type, model, api_key_id, description)
  select $1, (select coalesce(max(kind), 0) from history_kind where account_id = $1)
    + row_number() over (order by type, model, api_key_id, description), type, model, api_key_id, description
  from (select distinct type, model, api_key_id, description from found) as found
  where not exists (select from history_kind as known where ${IS_ITS_KIND})`;

const ADD_POSTINGS = `with ${FOUND}
  insert into history_posting (account_id, kind, block, before, offsets)
  select $1, kind, block, coalesce(sum(cardinality(offsets)) over earlier, 0) + coalesce((
      select last.before + cardinality(last.offsets) from history_posting as last
      where last.account_id = $1 and last.kind = known.kind order by last.block desc limit 1), 0), offsets
  from found join history_kind as known on ${IS_ITS_KIND}
  window earlier as (partition by kind order by block rows between unbounded preceding and 1 preceding)`;

const ADD_BLOCKS = `insert into history_block (account_id, block, first_at, last_at)
  select $1, ((sequence - 1) / ${BLOCK})::int as block, min(created_at), max(created_at)
  from ledger_transaction where ${IN_BLOCKS} group by block`;
