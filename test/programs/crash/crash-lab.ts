// A PostgreSQL of its own and a gateway's ledger under load on it, both there to be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/embedded-postgres/index.ts';
import { migrateDatabase } from '../../../src/server/migrate-database.ts';
import { urlOfDatabase, withClient } from '../../support/postgres.ts';
import { killOutright, serverPid, temporaryFolder } from '../../support/postgres-processes.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { checkSurvival, type Survival } from './check-survival.ts';
import { type JournalLine, readJournal } from './journal.ts';

const LOAD = fileURLToPath(new URL('./load.mts', import.meta.url));

/** What is killed. `gateway`: the process; the others: PostgreSQL, and `machine`: both at once. */
export type Kill = 'gateway' | 'immediate stop' | 'postmaster' | 'backend' | 'machine';

export interface CrashLab {
  /** Runs the load, kills, brings everything back, and looks at what is there. */
  round(kill: Kill): Promise<Survival>;
  close(): Promise<void>;
}

/** A kill comes at any moment of this time after the load has got its first answers. */
const LONGEST_LIFE_MILLISECONDS = 700;
const SHORTEST_LIFE_MILLISECONDS = 150;
/** Of the load; each has got its first credits when the load says that it is ready. */
const ACCOUNTS = 8;

export async function openCrashLab(settings: Readonly<Record<string, string>> = {}): Promise<CrashLab> {
  const folder = temporaryFolder();
  const start = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir: folder.path, log: () => undefined, onLost: () => undefined, settings });
  let postgres = await start();
  await postgres.ensureDatabase('tollgate');
  const url = (): string => urlOfDatabase(postgres.adminUrl, 'tollgate');
  await migrateDatabase(url());
  // The rounds are about what they write, whatever the settings: what was there before is on disk.
  await withClient(url(), (client) => client.query('checkpoint'));
  let rounds = 0;

  /** On the same port as before, which the gateways that live on still know. */
  const restart = async (): Promise<void> => {
    await postgres.stop();
    postgres = await start();
  };
  const strike = async (kill: Kill, load: ChildProcess): Promise<void> => {
    if (kill === 'backend') return killBackend(url());
    if (kill === 'gateway') return killOutright(load);
    process.kill(serverPid(folder.path), kill === 'postmaster' ? 'SIGKILL' : 'SIGQUIT');
    if (kill === 'machine') await killOutright(load);
    return restart();
  };
  return {
    round: async (kill) => {
      rounds += 1;
      const journal = join(folder.path, `journal-${rounds}`);
      const load = await startLoad(url(), journal);
      await waitUntil('the load is answered', () => readJournal(journal).filter(isAcknowledged).length > ACCOUNTS);
      await delay(
        SHORTEST_LIFE_MILLISECONDS + Math.random() * (LONGEST_LIFE_MILLISECONDS - SHORTEST_LIFE_MILLISECONDS),
      );
      await strike(kill, load);
      if (load.exitCode === null && load.signalCode === null) await stopLoad(load, journal);
      await untilNobodyWrites(url());
      return checkSurvival(url(), readJournal(journal));
    },
    close: async () => {
      await postgres.stop();
      folder.remove();
    },
  };
}

async function startLoad(url: string, journal: string): Promise<ChildProcess> {
  const load = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', LOAD, url, journal], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const [first] = (await Promise.race([once(load.stdout, 'data'), once(load, 'exit')])) as unknown[];
  if (String(first) !== 'ready\n') throw new Error('The load did not start');
  return load;
}

/** It outlived PostgreSQL: it has to come back to work by itself before it may stop. */
async function stopLoad(load: ChildProcess, journal: string): Promise<void> {
  const acknowledged = (): number => readJournal(journal).filter(isAcknowledged).length;
  const before = acknowledged();
  await waitUntil('the gateway works again', () => acknowledged() > before + 50);
  const ended = once(load, 'exit');
  load.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`The load ended with ${String(code)}`);
}

const isAcknowledged = (line: JournalLine): boolean => line.event === 'acknowledged';

/** One session of the load dies as if out of memory; PostgreSQL ends all others and recovers by itself. */
async function killBackend(url: string): Promise<void> {
  const pid = await withClient(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'tollgate' order by state = 'active' desc, random() limit 1`,
    );
    return rows[0]?.pid;
  });
  if (pid === undefined) throw new Error('the load has no connection');
  process.kill(pid, 'SIGKILL');
}

/** What a killed gateway had sent may still be executed: it ends before we look. */
async function untilNobodyWrites(url: string): Promise<void> {
  await waitUntil('the sessions of the load end', async () => {
    const count = await withClient(url, async (client) => {
      const { rows } = await client.query(`select from pg_stat_activity where application_name = 'tollgate'`);
      return rows.length;
    }).catch(() => undefined);
    return count === 0;
  });
}
