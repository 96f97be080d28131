// A primary and a hot standby that follows it, of the system's packages.
import { join } from 'node:path';
import process from 'node:process';
import { connectDatabase, type Database } from '../../src/database/index.ts';
import { ormConfig } from '../../src/mikro-orm.config.ts';
import { urlOfDatabase, withClient } from './postgres.ts';
import { temporaryFolder } from './postgres-processes.ts';
import { giveAway } from './started-program.ts';
import { makePostgres, type SystemPostgres, servePostgres, takeBaseBackup } from './system-postgres.ts';
import { waitUntil } from './wait-until.ts';

export interface ReplicatedPostgres {
  /** A database that is empty at first, as a superuser who owns it. */
  readonly ownerUrl: string;
  /** The same as a role that owns nothing. */
  readonly applicationUrl: string;
  /** The same at the standby. */
  readonly readUrl: string;
  /** The standby takes what the primary sends, and shows nothing of it any more. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
  /** Until everything that the primary has written is to be seen at the standby. */
  caughtUp(): Promise<void>;
  killReplica(): Promise<void>;
  /** At the address that it had. */
  startReplica(): Promise<void>;
  promoteReplica(): Promise<void>;
  /** All that belongs to it stands still, with its sockets open: it says nothing any more, not even that it has gone. */
  freezeReplica(): Promise<void>;
  thawReplica(): void;
  killPrimary(): Promise<void>;
  /** At the address that it had. */
  startPrimary(): Promise<void>;
  /** Another standby, which follows the one that was promoted. Its address, as the application. */
  followPromoted(): Promise<string>;
  stop(): Promise<void>;
}

const APPLICATION = { role: 'tollgate_app', password: 'not-much-of-a-secret' } as const;
const NAME = 'tollgate';
/** What a query reads is never waited for: it is canceled at once when it is in the way. */
const STANDBY_SETTINGS = { max_standby_streaming_delay: '0', hot_standby_feedback: 'off' };

export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const folder = temporaryFolder();
  giveAway(folder.path);
  let primary = await makePostgres(folder.path, 'primary');
  const { role, password } = APPLICATION;
  await withClient(primary.adminUrl, async (client) => {
    await client.query(`create role ${role} login password '${password}'`);
    await client.query(`create database ${NAME}`);
  });
  const dataDir = join(folder.path, 'standby');
  await takeBaseBackup(primary, dataDir, ['-R', '-X', 'stream']);
  let replica = await servePostgres({ dataDir, settings: STANDBY_SETTINGS });
  const port = portOf(replica);
  const primaryPort = portOf(primary);
  let second: SystemPostgres | undefined;
  let frozen: readonly number[] = [];
  const thawReplica = (): void => {
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    frozen = [];
  };
  const atReplica = async (statement: string): Promise<void> => {
    await withClient(replica.adminUrl, (client) => client.query(statement));
  };
  return {
    ownerUrl: urlOfDatabase(primary.adminUrl, NAME),
    applicationUrl: asApplication(primary),
    readUrl: asApplication(replica),
    pauseReplay: async () => {
      await atReplica('select pg_wal_replay_pause()');
      await waitUntil('replay is paused', () => isPaused(replica));
    },
    resumeReplay: () => atReplica('select pg_wal_replay_resume()'),
    caughtUp: () => waitUntil('the standby has everything', () => hasEverything(primary, replica)),
    killReplica: () => replica.program.end('SIGQUIT'),
    startReplica: async () => {
      replica = await servePostgres({ dataDir, settings: STANDBY_SETTINGS, port });
    },
    promoteReplica: () => atReplica('select pg_promote()'),
    freezeReplica: async () => {
      frozen = await processesOf(replica);
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    },
    thawReplica,
    killPrimary: () => primary.program.end('SIGQUIT'),
    startPrimary: async () => {
      primary = await servePostgres({ dataDir: primary.dataDir, port: primaryPort });
    },
    followPromoted: async () => {
      const secondDir = join(folder.path, 'second');
      await takeBaseBackup(replica, secondDir, ['-R', '-X', 'stream']);
      second = await servePostgres({ dataDir: secondDir, settings: STANDBY_SETTINGS });
      return asApplication(second);
    },
    stop: async () => {
      thawReplica();
      await second?.program.end('SIGQUIT');
      await replica.program.end('SIGQUIT');
      await primary.program.end('SIGQUIT');
      folder.remove();
    },
  };
}

function asApplication({ adminUrl }: SystemPostgres): string {
  const url = new URL(urlOfDatabase(adminUrl, NAME));
  url.username = APPLICATION.role;
  url.password = APPLICATION.password;
  return url.href;
}

const portOf = ({ adminUrl }: SystemPostgres): number => Number(new URL(adminUrl).port);

/** The postmaster first: it starts no other ones then. */
const processesOf = ({ adminUrl, program }: SystemPostgres): Promise<number[]> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      'select pid from pg_stat_activity where pid <> pg_backend_pid()',
    );
    return [...(program.child.pid === undefined ? [] : [program.child.pid]), ...rows.map(({ pid }) => pid)];
  });

const isPaused = ({ adminUrl }: SystemPostgres): Promise<boolean> =>
  withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ state: string }>('select pg_get_wal_replay_pause_state() as state');
    return rows[0]?.state === 'paused';
  });

async function hasEverything(primary: SystemPostgres, replica: SystemPostgres): Promise<boolean> {
  const position = await withClient(primary.adminUrl, async (client) => {
    const { rows } = await client.query<{ position: string }>('select pg_current_wal_flush_lsn() as position');
    return rows[0]?.position;
  });
  return withClient(replica.adminUrl, async (client) => {
    const { rows } = await client.query<{ has: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as has', [
      position,
    ]);
    return rows[0]?.has === true;
  });
}

/** As the gateway connects. */
export const connectTo = (url: string): Promise<Database> => connectDatabase({ url, orm: ormConfig });
