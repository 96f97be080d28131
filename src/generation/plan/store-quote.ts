// Quotes are rows: nobody can forge one, and each is found under its own account only.
import { mergeStatements, type Sql, withoutNulls } from '../../database/index.ts';
import type { GenerationTables } from '../generation-row.ts';
import type { Quote } from './quote.ts';

/** An expired quote is kept this long, so that the answer to a late generation says that it expired, and when. */
const KEPT_MILLISECONDS = 86_400_000;
/** Old quotes that one new quote clears away: more than it adds, so that they never pile up. */
const CLEARED_AT_ONCE = 10;

/** Ids are in order of time, so the oldest quotes of the account are the first of the primary key. */
const CLEAR_OLD = `delete from quote where account_id = $1 and id = any(array(
    select id from (select id, expires_at from quote where account_id = $1 order by id limit ${CLEARED_AT_ONCE}
      for update skip locked) as oldest
    where expires_at < $2))`;

const INSERT = `insert into quote (account_id, id, model, prompt, parameters, count, price_version, cost_estimate, max_cost,
    created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const CLEAR_AND_INSERT = mergeStatements([
  { text: CLEAR_OLD, parameters: 2 },
  { text: INSERT, parameters: 11 },
]);

/** Stores a quote, and clears away some of the account's that expired long ago. */
export async function storeQuote(sql: Sql, quote: Quote): Promise<void> {
  const { accountId, id, model, prompt, parameters, count, priceVersion, costEstimate, maxCost } = quote;
  const { createdAt, expiresAt } = quote;
  const old = [accountId, new Date(createdAt.getTime() - KEPT_MILLISECONDS)];
  const asked = [model, prompt, JSON.stringify(parameters), count];
  const price = [priceVersion, costEstimate, maxCost, createdAt, expiresAt];
  await sql.rows(CLEAR_AND_INSERT, [...old, accountId, id, ...asked, ...price]);
}

/** Undefined when the account has no such quote, or had one long ago. */
export async function readQuote(sql: Sql, accountId: string, id: string): Promise<Quote | undefined> {
  const row = await sql
    .tables<GenerationTables>()
    .selectFrom('quote')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : withoutNulls(row);
}
