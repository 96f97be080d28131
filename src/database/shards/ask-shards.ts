// Which place is asked about which accounts. Where all rows are in one place, that one is asked, by the same statement.
import type { Shard, Sharding, Sql } from '../sql.ts';

interface OfAccount {
  readonly accountId: string;
}

/** All places of rows of accounts: of a database that is not distributed, itself. */
export function shardsOf<Place extends Sql>(place: Place): readonly (Place | Shard)[] {
  return place.sharding?.shards ?? [place];
}

/** Where the rows of an account are: what is asked here names no other account. */
export function shardOf<Place extends Sql>(place: Place, accountId: string): Place | Shard {
  const { sharding } = place;
  return sharding?.shards[sharding.indexOf(accountId)] ?? place;
}

/** Places of accounts whose ids have a hash (`hashId`) of this range, both ends included. None where all rows are in one place. */
export function shardsBetween(place: Sql, range: { readonly from: number; readonly to: number }): readonly Shard[] {
  return place.sharding?.between(range.from, range.to) ?? [];
}

/** Items by where their accounts are, each in the order in which they came. No place has none. */
export function byShard<Place extends Sql, Item extends OfAccount>(
  place: Place,
  items: readonly Item[],
): Map<Place | Shard, readonly Item[]> {
  return place.sharding === undefined
    ? new Map(items.length === 0 ? [] : [[place, items]])
    : Map.groupBy(items, ({ accountId }) => shardOf(place, accountId));
}

type AskAbout<Item, Row> = (shard: Sql, items: readonly Item[]) => Promise<readonly Row[]>;

/** What `ask` finds about some accounts, each shard asked about its own, in any order. Nothing is asked about none. */
export async function askShards<Item extends OfAccount, Row>(
  sql: Sql,
  items: readonly Item[],
  ask: AskAbout<Item, Row>,
): Promise<Row[]> {
  return (await Promise.all(askedAbout(sql, items, ask))).flat();
}

/**
 * The same for what is the caller's alone once it was taken: one that is away takes nothing of it away. Its error is thrown when
 * nothing was found elsewhere.
 */
export async function takeFromShards<Item extends OfAccount, Row>(
  sql: Sql,
  items: readonly Item[],
  take: AskAbout<Item, Row>,
): Promise<Row[]> {
  return (await answersOf(askedAbout(sql, items, take))).flat();
}

function askedAbout<Item extends OfAccount, Row>(sql: Sql, items: readonly Item[], ask: AskAbout<Item, Row>) {
  const { sharding } = sql;
  if (sharding === undefined) return items.length === 0 ? [] : [ask(sql, items)];
  const places = Map.groupBy(items, ({ accountId }) => sharding.indexOf(accountId));
  return [...places].map(([index, own]) => placeAt(sharding, index).transaction((tx) => ask(tx, own)));
}

function placeAt({ shards }: Sharding, index: number): Shard {
  const shard = shards[index];
  if (shard === undefined) throw new Error(`there is no shard ${index}`);
  return shard;
}

/**
 * What each place of accounts answers, for work that goes on where it can: one that is away is left out, and its error thrown when
 * none answers.
 */
export function askEachShard<Place extends Sql, Answer>(
  place: Place,
  ask: (shard: Place | Shard) => Promise<Answer>,
): Promise<Answer[]> {
  return answersOf(shardsOf(place).map(ask));
}

async function answersOf<Answer>(asked: readonly Promise<Answer>[]): Promise<Answer[]> {
  const settled = await Promise.allSettled(asked);
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failure = settled.find((one) => one.status === 'rejected');
  if (answers.length === 0 && failure !== undefined) throw failure.reason;
  return answers;
}

const nextOf = new WeakMap<Sharding, number>();

/** Beginning with another one at each call. */
function inTurn(sharding: Sharding): readonly Shard[] {
  const from = (nextOf.get(sharding) ?? 0) % sharding.shards.length;
  nextOf.set(sharding, from + 1);
  return [...sharding.shards.slice(from), ...sharding.shards.slice(0, from)];
}

/**
 * Up to `most` rows, from one place after the other until there are as many. Another one is first each time, so that none waits
 * for ever behind places that always have enough. What was taken is the caller's alone by then, so that a place that is away takes
 * nothing of it away: its error is thrown when nothing was found elsewhere.
 */
export async function takeInTurn<Row>(
  sql: Sql,
  most: number,
  take: (shard: Sql, most: number) => Promise<readonly Row[]>,
): Promise<Row[]> {
  if (sql.sharding === undefined) return [...(await take(sql, most))];
  const taken: Row[] = [];
  const errors: unknown[] = [];
  for (const shard of inTurn(sql.sharding)) {
    if (taken.length >= most) break;
    try {
      taken.push(...(await shard.transaction((tx) => take(tx, most - taken.length))));
    } catch (error) {
      errors.push(error);
    }
  }
  if (taken.length === 0 && errors.length > 0) throw errors[0];
  return taken;
}
