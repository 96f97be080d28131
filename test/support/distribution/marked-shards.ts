// In the place of src/database/shards/ask-shards.ts while tests run: the same, and what is asked through it is known to be asked of a
// shard. On one PostgreSQL a shard is the database itself, so that nothing else tells them apart.
import { AsyncLocalStorage } from 'node:async_hooks';
import * as real from '../../../src/database/shards/ask-shards.ts';
import type { Sql } from '../../../src/database/sql.ts';

const asked = new AsyncLocalStorage<true>();

export const isOnShard = (): boolean => asked.getStore() === true;

const onShard = <Answer>(ask: () => Answer): Answer => asked.run(true, ask);

const handles = new WeakMap<object, object>();

/** A transaction stays where it began, whatever it is asked through. */
function mark<Place extends object>(place: Place): Place {
  if (!('transaction' in place)) return place;
  const handle = handles.get(place) ?? handleOf(place);
  handles.set(place, handle);
  handles.set(handle, handle);
  return handle as Place;
}

function handleOf(place: object): object {
  return new Proxy(place, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'em' || name === 'tables') return onlyInside;
      return (...parameters: unknown[]): unknown => {
        const answer: unknown = onShard(() => Reflect.apply(value, target, parameters));
        return name === 'pipeline' ? mark(answer as object) : answer;
      };
    },
  });
}

function onlyInside(): never {
  throw new Error('entities and typed queries of a shard need a transaction of it');
}

export const shardsOf: typeof real.shardsOf = (place) => real.shardsOf(place).map(mark);

export const shardOf: typeof real.shardOf = (place, accountId) => mark(real.shardOf(place, accountId));

export const byShard: typeof real.byShard = (place, items) =>
  new Map([...real.byShard(place, items)].map(([shard, own]) => [mark(shard), own]));

/** Whether what is asked goes on to shards: in a transaction it goes where that began. */
const isPlace = (sql: Sql): boolean => 'transaction' in sql;

export const askShards: typeof real.askShards = (sql, items, ask) =>
  real.askShards(sql, items, (shard, own) => (isPlace(sql) ? onShard(() => ask(shard, own)) : ask(shard, own)));

export const takeFromShards: typeof real.takeFromShards = (sql, items, take) =>
  real.takeFromShards(sql, items, (shard, own) => (isPlace(sql) ? onShard(() => take(shard, own)) : take(shard, own)));

export const askEachShard: typeof real.askEachShard = (place, ask) =>
  real.askEachShard(place, (shard) => ask(mark(shard)));

export const takeInTurn: typeof real.takeInTurn = (sql, most, take) =>
  real.takeInTurn(sql, most, (shard, left) => (isPlace(sql) ? onShard(() => take(shard, left)) : take(shard, left)));

export const shardsBetween: typeof real.shardsBetween = (sql, hashes) => real.shardsBetween(sql, hashes).map(mark);
