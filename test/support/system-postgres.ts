// A PostgreSQL of the system's packages, with the tools that belong to it: base backups, standbys, archives.
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './gateway-process.ts';
import { withClient } from './postgres.ts';
import { giveAway, ownedFolder, runProgram, type StartedProgram, startProgram } from './started-program.ts';
import { programPath } from './system-programs.ts';
import { waitUntil } from './wait-until.ts';

export interface SystemPostgres {
  readonly dataDir: string;
  /** As a superuser, who may replicate. */
  readonly adminUrl: string;
  readonly program: StartedProgram;
  /** In order. */
  stop(): Promise<void>;
}

const PASSWORD = 'not-much-of-a-secret';
const LONG = 300_000;

export interface Serving {
  readonly dataDir: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Any free one when absent. */
  readonly port?: number;
}

/** Makes a cluster in a folder below `place`, and starts it. */
export async function makePostgres(
  place: string,
  name: string,
  settings: Serving['settings'] = {},
): Promise<SystemPostgres> {
  const dataDir = ownedFolder(join(place, name));
  const passwordFile = join(place, `${name}.password`);
  writeFileSync(passwordFile, PASSWORD);
  giveAway(passwordFile);
  const words = ['-D', dataDir, '-U', 'postgres', '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '-k'];
  await runProgram(programPath('initdb'), [...words, `--pwfile=${passwordFile}`]);
  appendFileSync(join(dataDir, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n');
  return servePostgres({ dataDir, settings });
}

/** Starts a cluster that is there, and waits until it answers: of a recovery, until it is over or a standby reads. */
export async function servePostgres({ dataDir, settings = {}, port: wanted }: Serving): Promise<SystemPostgres> {
  const port = wanted ?? (await freePort());
  const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings };
  const words = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const program = startProgram(programPath('postgres'), ['-D', dataDir, ...words], `${dataDir}.log`);
  const adminUrl = `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await waitUntil(
    'PostgreSQL answers',
    () => {
      if (program.child.exitCode !== null) throw new Error(`PostgreSQL ended: see ${dataDir}.log`);
      return withClient(adminUrl, () => Promise.resolve(true)).catch(() => false);
    },
    LONG,
  );
  return { dataDir, adminUrl, program, stop: () => program.end('SIGINT') };
}

/** With pg_basebackup; `words` are its own. */
export async function takeBaseBackup(
  from: SystemPostgres,
  folder: string,
  words: readonly string[] = [],
): Promise<void> {
  await runProgram(programPath('pg_basebackup'), [
    '-d',
    from.adminUrl,
    '-D',
    ownedFolder(folder),
    '-c',
    'fast',
    ...words,
  ]);
  chmodSync(folder, 0o700);
}
