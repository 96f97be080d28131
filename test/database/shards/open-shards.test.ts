// Shards that are looked for again, on one real PostgreSQL that goes by two names: which group is where is what the test says in the
// coordinator's place. On a cluster: test/database/distribute.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Sql } from '../../../src/database/index.ts';
import { type OpenedShards, openShards } from '../../../src/database/shards/open-shards.ts';
import type { ShardGroup } from '../../../src/database/shards/placement.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { createTestDatabase, type TestDatabase, withClient } from '../../support/postgres.ts';
import { waitUntil } from '../../support/wait-until.ts';

let own: TestDatabase;
let port: number;
let hosts: readonly [string, string];

const urlOn = (host: string): string => {
  const url = new URL(own.url);
  url.hostname = host;
  return url.href;
};

/** While a group is in it, its shard says that it is no longer there, as after a move, and how often it did is counted. */
const GONE = 'create table public.gone (number int); create sequence public.refusals';
const shardOf = (number: number): string => `create schema shard_${number};
  create view shard_${number}.account as select * from public.account;
  create function shard_${number}.still_here() returns void language plpgsql as $$ begin
    if exists (select from public.gone where number = ${number}) then
      perform nextval('public.refusals');
      raise 'moved' using errcode = '57P03';
    end if; end $$`;

beforeAll(async () => {
  own = await createTestDatabase();
  port = Number(new URL(own.url).port);
  hosts = ['127.0.0.1', 'localhost'];
  await withClient(own.url, (client) => client.query([GONE, shardOf(0), shardOf(1)].join(';')));
});
afterAll(() => own.drop());

const NOBODY = 1;
const HALF = 2 ** 31;
const groups = (first: ShardGroup['node'], second: ShardGroup['node']) => [
  { number: 0, from: -HALF, to: -1, ...first },
  { number: 1, from: 0, to: HALF - 1, ...second },
];
const on = (host: string, at = port): ShardGroup['node'] => ({ host, port: at });

let placed: ReturnType<typeof groups>;
let looks: number;
/** What happens before the coordinator answers where groups are. */
let beforeAnswer: () => Promise<unknown>;
let errors: Error[];

beforeEach(() => {
  [looks, errors, beforeAnswer] = [0, [], () => Promise.resolve()];
  placed = groups(on(hosts[0]), on(hosts[0]));
});

const coordinator: Pick<Sql, 'rows'> = {
  rows: async <Row>(text: string) => {
    if (text.includes('pg_catalog.pg_dist_shard')) return [{ hasCitus: true }] as Row[];
    looks += 1;
    await beforeAnswer();
    return placed as Row[];
  },
};

async function withShards(work: (opened: OpenedShards) => Promise<void>): Promise<void> {
  const onConnectionError = (error: Error): number => errors.push(error);
  const opened = await openShards(coordinator, { url: own.url, orm: ormConfig, onConnectionError });
  if (opened === undefined) throw new Error('it is distributed');
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}

const ask = ({ sharding }: OpenedShards, number: number): Promise<unknown[]> =>
  sharding.shards[number]?.rows('select 1 as one') ?? Promise.resolve([]);

interface Move {
  readonly to: ReturnType<typeof groups>;
  /** The coordinator answers when so many were refused. */
  readonly asking: number;
}

/** Both groups have gone from where they were, until the coordinator has said where they are. */
async function move({ to, asking }: Move): Promise<void> {
  placed = to;
  const query = (text: string) => withClient(own.url, async (client) => (await client.query(text)).rows as unknown[]);
  beforeAnswer = async () => {
    const refused = `select from public.refusals where last_value >= ${asking} and is_called`;
    await waitUntil('they were refused', async () => (await query(refused)).length > 0);
    await query('delete from public.gone');
  };
  await query("select setval('public.refusals', 1, false); insert into public.gone values (0), (1)");
}

it('follows what has moved, with one look for all who ask', () =>
  withShards(async (opened) => {
    const heard: (readonly string[])[] = [];
    opened.sharding.nodes.onChange((urls) => heard.push(urls));
    expect(opened.sharding.nodes.urls).toEqual([urlOn(hosts[0])]);
    expect(await ask(opened, 0)).toEqual([{ one: 1 }]);
    await move({ to: groups(on(hosts[1]), on(hosts[1])), asking: 2 });
    expect(await Promise.all([ask(opened, 0), ask(opened, 1)])).toEqual([[{ one: 1 }], [{ one: 1 }]]);
    await waitUntil('it is heard', () => heard.length > 0);
    expect(heard).toEqual([[urlOn(hosts[1])]]);
    expect([looks, errors]).toEqual([2, []]);
    // A look that finds all where it was says nothing.
    await move({ to: placed, asking: 1 });
    expect(await ask(opened, 0)).toEqual([{ one: 1 }]);
    expect([looks, heard.length]).toEqual([3, 1]);
  }));

it('follows what has moved to a node that answers, whatever another one does, and says which does not', () =>
  withShards(async (opened) => {
    const heard: (readonly string[])[] = [];
    opened.sharding.nodes.onChange((urls) => heard.push(urls));
    await move({ to: groups(on(hosts[1]), on(hosts[0], NOBODY)), asking: 1 });
    expect(await ask(opened, 0)).toEqual([{ one: 1 }]);
    await waitUntil('it is heard', () => heard.length > 0);
    expect(opened.sharding.nodes.urls).toEqual([urlOn(hosts[0]), urlOn(hosts[1])]);
    expect(errors).toMatchObject([{ code: 'ECONNREFUSED' }]);
    // The one that could not be followed is where it was.
    expect(await ask(opened, 1)).toEqual([{ one: 1 }]);
  }));
