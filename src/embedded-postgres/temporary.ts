// A PostgreSQL that leaves nothing behind, for tests and benchmarks.
import { chownSync } from 'node:fs';
import { resolveClusterHome } from './cluster-home.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.ts';

export interface TemporaryPostgresOptions {
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

/** Not durable unless asked. Its folder goes when it stops, also after kill -9 of this process. */
export async function startTemporaryPostgres(options: TemporaryPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const { durable = false, settings = {}, log = () => undefined } = options;
  const dataDir = makeTemporaryFolder('tollgate-postgres');
  const { folder, account } = resolveClusterHome(dataDir, log);
  const remove = (): void => {
    for (const path of [folder, dataDir]) removeTemporaryFolder(path);
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
