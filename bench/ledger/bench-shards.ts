// What a distributed database costs the ledger, and what another node gives it. Needs a Citus cluster: CITUS_URL names a database of
// its coordinator, as a superuser. Beside it, in the same run, a database of its own on the first worker that knows nothing of Citus.
import process from 'node:process';
import { Client } from 'pg';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import type { Generation } from '../../src/generation/index.ts';
import { insertExpected } from '../../src/generation/request/insert-generations.ts';
import { createLedger, type Ledger, sendingCompanion } from '../../src/ledger/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { distributeDatabase } from '../../src/server/distribute-database.ts';
import { migrateDatabase } from '../../src/server/migrate-database.ts';
import type { BenchOptions } from '../bench-options.ts';
import { printResult } from '../bench-progress.ts';
import { drive } from './drive.ts';
import { openWallets, type Wallets } from './open-wallets.ts';
import { positiveInteger, positiveNumber } from './options.ts';
import { figure, type Spread, spreadOf, withSpread } from './statistics.ts';
import { INPUT_HASH, newGeneration } from './ways/way.ts';

const CALLERS = 256;
/** Of each row. */
const WALLETS = 400;
const GROUPS = 8;
const NAME = 'tollgate_bench_shards';

interface Row {
  readonly name: string;
  readonly ledger: Ledger;
  readonly wallets: Wallets;
}

export async function benchShards({ json }: BenchOptions): Promise<void> {
  const cluster = process.env['CITUS_URL'];
  if (cluster === undefined) throw new Error('CITUS_URL has to name a database of the coordinator of a Citus cluster.');
  const [rounds, seconds] = [positiveInteger('rounds', 5), positiveNumber('seconds', 3)];
  const nodes = await nodesOf(cluster);
  const [, firstWorker = cluster] = nodes;
  const plainUrl = await createDatabase(firstWorker, `${NAME}_plain`);
  await migrateDatabase(plainUrl);
  const distributedUrl = await createCluster(nodes);
  const [plain, distributed] = [
    await connectDatabase({ url: plainUrl, orm: ormConfig }),
    await connectDatabase({ url: distributedUrl, orm: ormConfig }),
  ];
  try {
    const rows = [...(await rowsOf('one PostgreSQL', plain, [])), ...(await distributedRows(distributed, nodes))];
    const speeds = await measure(rows, { rounds, seconds });
    printResult(json ? `${JSON.stringify({ rounds, seconds, speeds })}\n` : `${describe(speeds).join('\n')}\n`);
    for (const { ledger } of rows) await ledger.drain();
  } finally {
    await plain.close();
    await distributed.close();
  }
}

/** Reservations of the accounts of one shard, of all shards of the first worker, and of all. */
async function distributedRows(database: Database, nodes: readonly string[]): Promise<Row[]> {
  const { sharding } = database;
  if (sharding === undefined) throw new Error('the database is not distributed');
  const places = await placesOf(database);
  const ofFirstNode = places.filter(({ port }) => port === Number(new URL(nodes[1] ?? '').port));
  return rowsOf('', database, [
    { name: 'one shard', has: (id) => sharding.indexOf(id) === ofFirstNode[0]?.number },
    { name: 'one node', has: (id) => ofFirstNode.some(({ number }) => number === sharding.indexOf(id)) },
    { name: 'all nodes', has: () => true },
  ]);
}

interface Part {
  readonly name: string;
  readonly has: (accountId: string) => boolean;
}

async function rowsOf(name: string, database: Database, parts: readonly Part[]): Promise<Row[]> {
  const ledger = createLedger({ database, now: () => new Date() });
  if (parts.length === 0) return [{ name, ledger, wallets: await openWallets(database, ledger, WALLETS) }];
  // Enough that each group of shards has so many.
  const wallets = await openWallets(database, ledger, WALLETS * GROUPS * 1.5);
  return parts.map((part) => {
    const kept = wallets.accountIds.flatMap((id, index) => (part.has(id) ? [index] : [])).slice(0, WALLETS);
    const pick = (list: readonly string[]): string[] => kept.map((index) => list[index] ?? '');
    return {
      name: part.name,
      ledger,
      wallets: { accountIds: pick(wallets.accountIds), apiKeyIds: pick(wallets.apiKeyIds) },
    };
  });
}

/** Reservations a second of each row, round by round; the order turns around every time. */
async function measure(
  rows: readonly Row[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Record<string, number[]>> {
  const speeds: Record<string, number[]> = Object.fromEntries(rows.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const row of round % 2 === 0 ? rows : rows.toReversed()) {
      const { perSecond } = await drive({ callers: CALLERS, seconds, call: () => reserve(row) });
      // The first round makes plans and connections.
      if (round > 0) speeds[row.name]?.push(perSecond);
    }
  }
  return speeds;
}

function reserve({ ledger, wallets: { accountIds, apiKeyIds } }: Row): Promise<unknown> {
  const anywhere = Math.floor(Math.random() * accountIds.length);
  const generation: Generation = newGeneration(accountIds[anywhere] ?? '', apiKeyIds[anywhere] ?? '');
  const { accountId, id, apiKeyId, maxCost: amount } = generation;
  return ledger.submit({
    command: {
      ...{ kind: 'reserve', accountId, generationId: id, apiKeyId, amount, idempotencyKey: id },
      inputHash: INPUT_HASH,
    },
    companion: sendingCompanion(insertExpected, generation),
  });
}

function describe(speeds: Readonly<Record<string, readonly number[]>>): string[] {
  const reference = speeds['one PostgreSQL'] ?? [];
  return Object.entries(speeds).map(([name, values]) => {
    const ratio: Spread = spreadOf(values.map((value, round) => value / (reference[round] ?? Number.NaN)));
    return `${name.padEnd(16)} ${figure(spreadOf(values).median).padStart(8)} reservations/s   ${withSpread(ratio, ' x')}`;
  });
}

async function placesOf(database: Database) {
  return database.rows<{ number: number; port: number }>(
    `select (row_number() over (order by shardminvalue::int) - 1)::int as number, nodeport as port
      from pg_dist_shard join pg_dist_placement using (shardid) join pg_dist_node using (groupid)
      where logicalrelid = 'account'::regclass order by 1`,
  );
}

async function nodesOf(coordinator: string): Promise<string[]> {
  const rows = await query<{ host: string; port: number }>(
    coordinator,
    'select nodename as host, nodeport as port from pg_dist_node order by groupid',
  );
  return rows.map(({ host, port }) => Object.assign(new URL(coordinator), { hostname: host, port }).href);
}

async function createDatabase(node: string, name: string): Promise<string> {
  await query(node, `drop database if exists ${name} with (force)`);
  await query(node, `create database ${name}`);
  return Object.assign(new URL(node), { pathname: `/${name}` }).href;
}

async function createCluster(nodes: readonly string[]): Promise<string> {
  const urls: string[] = [];
  for (const node of nodes) urls.push(await createDatabase(node, NAME));
  for (const url of urls) await query(url, 'create extension citus');
  const [coordinator = '', ...workers] = urls;
  const { hostname, port } = new URL(coordinator);
  await query(coordinator, `select citus_set_coordinator_host('${hostname}', ${port})`);
  for (const worker of workers.map((url) => new URL(url))) {
    await query(coordinator, `select citus_add_node('${worker.hostname}', ${worker.port})`);
  }
  await migrateDatabase(coordinator);
  const say = (): undefined => undefined;
  await distributeDatabase({ url: coordinator, applicationRole: undefined, groups: GROUPS, say });
  return coordinator;
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}
