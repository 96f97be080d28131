// The primary dies, again and again, under a gateway with load: what was acknowledged is on the node that survives, once, and the
// gateway comes back by itself. `npm run drill -- failover --kills 10`. docs/operations.md has the figures of a run.
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../../../src/database/index.ts';
import { ledgerKeyOf } from '../../../../src/generation/request/request-key.ts';
import { ormConfig } from '../../../../src/mikro-orm.config.ts';
import { startTestGateway, type TestGateway } from '../../../support/gateway.ts';
import { urlOfDatabase, withClient } from '../../../support/postgres.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { type Callers, type Customer, startCallers } from '../callers.ts';
import { checkBooks } from '../check-books.ts';
import { DAY_MILLISECONDS, describeDrill, say } from '../describe-drill.ts';
import { type Cluster, startCluster } from './cluster.ts';

const KILLS = Number(process.env['DRILL_KILLS'] ?? '10');
const CUSTOMERS = 8;
const CALLERS = 16;
const LONG = 300_000;
/** A kill comes at any moment of this time after the load is answered. */
const LONGEST_LIFE_MILLISECONDS = 3_000;

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(1);
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

describeDrill('failover', ['patroni', 'etcd', 'haproxy', 'postgres', 'pg_basebackup'], () => {
  let cluster: Cluster;
  let gateway: TestGateway;
  let database: Database;
  let customers: Customer[];
  let callers: Callers | undefined;
  const started: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    cluster = await startCluster(say);
    started.push(() => cluster.stop());
    await withClient(cluster.superuserUrl, async (client) => {
      await client.query(`create role tollgate_owner login password 'drill-owner'`);
      await client.query(`create role tollgate_app login password 'drill-app'`);
      await client.query('create database tollgate owner tollgate_owner');
    });
    const as = (role: string, password: string): string => {
      const url = new URL(urlOfDatabase(cluster.superuserUrl, 'tollgate'));
      [url.username, url.password] = [role, password];
      return url.href;
    };
    const owner = as('tollgate_owner', 'drill-owner');
    const environment = { DATABASE_URL: as('tollgate_app', 'drill-app'), MIGRATION_DATABASE_URL: owner };
    gateway = await startTestGateway({ environment, forgetsDetails: true });
    started.push(() => gateway.stop());
    database = await connectDatabase({ url: owner, orm: ormConfig, poolSize: 2, onConnectionError: () => undefined });
    started.push(() => database.close());
    customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => gateway.newAccount('1000000')));
    say(`a gateway serves ${CUSTOMERS} accounts`);
  }, DAY_MILLISECONDS);

  afterAll(async () => {
    await callers?.abandon();
    for (const stop of started.toReversed()) await stop();
  }, DAY_MILLISECONDS);

  /** Milliseconds from the kill to the first answer to what was asked after it. */
  async function refusalAfter(load: Callers, killedAt: number): Promise<number> {
    const answered = () => load.acknowledged.find(({ askedAt }) => askedAt > killedAt)?.answeredAt;
    await waitUntil('the gateway takes generations again', () => answered() !== undefined, LONG);
    return (answered() ?? 0) - killedAt;
  }

  it(
    'loses nothing that was acknowledged, does nothing twice, and comes back by itself',
    async () => {
      const refusals: number[] = [];
      const load = startCallers({ url: gateway.localUrl, customers, callers: CALLERS });
      callers = load;
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const before = load.acknowledged.length;
        await waitUntil('there is load', () => load.acknowledged.length > before + CALLERS * 4, LONG);
        await delay(Math.random() * LONGEST_LIFE_MILLISECONDS);
        const told = load.acknowledged.length;
        const name = await cluster.killPrimary();
        const refusal = await refusalAfter(load, Date.now());
        refusals.push(refusal);
        await waitUntil('the load goes on', () => load.acknowledged.length > told + CALLERS * 4, LONG);
        const { lost, problems } = await checkBooks(database, customers, load.acknowledged.slice(0, told));
        expect({ lost, problems }).toEqual({ lost: [], problems: [] });
        say(
          `kill ${kill} (node ${name}): ${told} acknowledged so far, 0 lost; nothing was taken for ${seconds(refusal)} s`,
        );
        await cluster.bringBack(name);
      }
      await load.stop();
      await waitUntil('no generation is open any more', () => isQuiet(database), LONG);
      const { acknowledged, failed } = load;
      const { lost, problems } = await checkBooks(database, customers, acknowledged);
      expect({ lost, problems }).toEqual({ lost: [], problems: [] });
      const [open] = await database.rows<{ count: bigint }>('select count(*) from wallet where reserved <> 0');
      expect(open?.count).toBe(0n);
      // A loss would be seen.
      const invented = { ...acknowledged[0], idempotencyKey: 'never asked' } as (typeof acknowledged)[number];
      expect((await checkBooks(database, [], [invented])).lost).toEqual([ledgerKeyOf(invented)]);
      const order = sorted(refusals);
      say(`kills: ${KILLS}; ${acknowledged.length} generations acknowledged, 0 lost, 0 double, every ledger verified`);
      say(`${failed} requests failed and were asked again under their key`);
      const [median = 0, worst = 0] = [order[Math.floor(order.length / 2)], order.at(-1)];
      say(`seconds without an answer after a kill: median ${seconds(median)}, worst ${seconds(worst)}`);
    },
    DAY_MILLISECONDS,
  );
});

async function isQuiet(database: Database): Promise<boolean> {
  const [row] = await database.rows<{ isOpen: boolean }>(
    'select exists (select from generation where ended_at is null) as "isOpen"',
  );
  return row?.isOpen === false;
}
