// A PostgreSQL that leaves nothing behind, for tests and benchmarks.
import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveClusterHome } from './cluster-home.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts';

export interface TemporaryPostgresOptions {
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

/** Not durable unless asked. Its folder goes when it stops, also after kill -9 of this process. */
export async function startTemporaryPostgres(options: TemporaryPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const { durable = false, settings = {}, log = () => undefined } = options;
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'tollgate-postgres-')));
  chmodSync(dataDir, 0o711); // as root, the PostgreSQL account passes through
  const { folder, account } = resolveClusterHome(dataDir, log);
  const remove = (): void => {
    for (const path of [folder, dataDir]) rmSync(path, { recursive: true, force: true });
  };
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, durable, settings, log, removeAfterwards: dataDir });
    // The watchdog runs as the account and removes what belongs to it.
    if (account !== undefined) for (const path of [folder, dataDir]) chownSync(path, account.uid, account.gid);
    return { ...postgres, stop: () => postgres.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}
