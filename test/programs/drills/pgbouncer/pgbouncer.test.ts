// Reservations of the ledger through PgBouncer in transaction mode beside the same straight to PostgreSQL: in turns, in one run, on
// one server that writes to disk, every wallet verified afterwards. `npm run drill -- pgbouncer --rounds 5 --seconds 4`.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { drive } from '../../../../bench/ledger/drive.ts';
import { openWallets, type Wallets } from '../../../../bench/ledger/open-wallets.ts';
import { reserveByLedger } from '../../../../bench/ledger/ways/the-ledger.ts';
import { newGeneration } from '../../../../bench/ledger/ways/way.ts';
import { connectDatabase, type Database, examineAddress, PLANNER_SETTINGS } from '../../../../src/database/index.ts';
import { type EmbeddedPostgres, startTemporaryPostgres } from '../../../../src/embedded-postgres/index.ts';
import { createLedger, type Ledger } from '../../../../src/ledger/index.ts';
import { ormConfig } from '../../../../src/mikro-orm.config.ts';
import { migrateDatabase } from '../../../../src/server/migrate-database.ts';
import { type PgBouncer, startPgBouncer } from '../../../support/pgbouncer.ts';
import { withClient } from '../../../support/postgres.ts';
import { programPath } from '../../../support/system-programs.ts';
import { DAY_MILLISECONDS, describeDrill, say } from '../describe-drill.ts';

const ROUNDS = Number(process.env['DRILL_ROUNDS'] ?? '5');
const SECONDS = Number(process.env['DRILL_SECONDS'] ?? '4');
const CALLERS = 64;
const WALLETS = 200;
const WARM_UP_SECONDS = 4;

interface Way {
  readonly name: string;
  readonly database: Database;
  readonly ledger: Ledger;
  readonly wallets: Wallets;
  readonly taken: number[];
}

async function openWay(name: string, options: Parameters<typeof connectDatabase>[0]): Promise<Way> {
  const database = await connectDatabase(options);
  const ledger = createLedger({ database, now: () => new Date() });
  return { name, database, ledger, wallets: await openWallets(database, ledger, WALLETS), taken: [] };
}

function reserve({ ledger, wallets }: Way, seconds: number) {
  let turn = 0;
  const call = (): Promise<void> => {
    turn += 1;
    const at = turn % WALLETS;
    return reserveByLedger(ledger, newGeneration(wallets.accountIds[at] ?? '', wallets.apiKeyIds[at] ?? ''));
  };
  return drive({ callers: CALLERS, seconds, call });
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

describeDrill('pgbouncer', ['pgbouncer'], () => {
  let postgres: EmbeddedPostgres;
  let pooler: PgBouncer;
  let ways: Way[];

  beforeAll(async () => {
    postgres = await startTemporaryPostgres({ durable: true });
    const url = await postgres.ensureDatabase('drill');
    await migrateDatabase(url);
    await withClient(url, async (client) => {
      for (const [name, value] of Object.entries(PLANNER_SETTINGS)) {
        await client.query(`alter role current_user in database drill set ${name} = '${value}'`);
      }
    });
    const { stdout } = spawnSync(programPath('pgbouncer'), ['--version'], { encoding: 'utf8' });
    const settings = { server_reset_query_always: '0', default_pool_size: '20', max_prepared_statements: '200' };
    const known = /PgBouncer 1\.(1\d|20)\./.test(stdout)
      ? { server_reset_query_always: '0', default_pool_size: '20' }
      : settings;
    pooler = await startPgBouncer({ users: [url], settings: known });
    const through = pooler.through(url);
    const { way } = await examineAddress(through);
    if (way.kind !== 'TRANSACTIONS') throw new Error('the pooler shares no sessions');
    const { keepsPrepared } = way;
    say(`${stdout.split('\n')[0] ?? ''}; statements are ${keepsPrepared ? '' : 'not '}kept prepared through it`);
    ways = [
      await openWay('direct', { url, orm: ormConfig }),
      await openWay('through PgBouncer', { url: through, orm: ormConfig, pooler: { directUrl: url, keepsPrepared } }),
    ];
  }, DAY_MILLISECONDS);

  afterAll(async () => {
    for (const { ledger, database } of ways) {
      await ledger.drain();
      await database.close();
    }
    await pooler.stop();
    await postgres.stop();
  }, DAY_MILLISECONDS);

  it(
    'measures reservations both ways, and every wallet is verified',
    async () => {
      for (const way of ways) await reserve(way, WARM_UP_SECONDS);
      await ways[0]?.database.rows('vacuum analyze');
      for (let round = 1; round <= ROUNDS; round += 1) {
        for (const way of ways) {
          const { perSecond, p50, p99 } = await reserve(way, SECONDS);
          way.taken.push(perSecond);
          const milliseconds = `median ${p50.toFixed(1)} ms, 99 % ${p99.toFixed(1)} ms`;
          say(`round ${round}, ${way.name}: ${Math.round(perSecond)} reservations/s, ${milliseconds}`);
        }
      }
      for (const { ledger, wallets } of ways) {
        for (const accountId of wallets.accountIds) {
          expect(await ledger.verify(accountId)).toMatchObject({ ok: true, problems: [] });
        }
      }
      const [direct = 0, through = 0] = ways.map(({ taken }) => median(taken));
      say(
        `medians: direct ${Math.round(direct)}/s, through ${Math.round(through)}/s: ${(through / direct).toFixed(2)}`,
      );
    },
    DAY_MILLISECONDS,
  );
});
