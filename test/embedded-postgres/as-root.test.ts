import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/index.ts';
import { isRoot, selectAccount } from '../../src/embedded-postgres/unprivileged-user.ts';
import { withClient } from '../support/postgres.ts';
import { temporaryFolder } from '../support/postgres-processes.ts';

const itAsRoot = isRoot() ? it : it.skip;

let folder: { path: string; remove(): void };

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder.remove();
});

describe('the account PostgreSQL runs as when the gateway is root', () => {
  const nobody = 'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin';

  it('is postgres where it exists, and nobody otherwise', () => {
    expect(selectAccount(`root:x:0:0::/root:/bin/sh\n${nobody}\npostgres:x:101:104::/:/bin/sh`)?.uid).toBe(101);
    expect(selectAccount(`root:x:0:0::/root:/bin/sh\n${nobody}`)).toEqual({ uid: 65534, gid: 65534, name: 'nobody' });
  });

  it('is never root, whatever that is called', () => {
    expect(selectAccount('postgres:x:0:0::/:/bin/sh\nbin:x:2:2::/bin:/sbin/nologin')?.name).toBe('bin');
    expect(selectAccount('root:x:0:0::/root:/bin/sh\n')).toBeUndefined();
  });
});

describe('the embedded PostgreSQL of a gateway that runs as root', () => {
  itAsRoot('belongs to the unprivileged account, and the password to root', async () => {
    const postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: () => undefined, durable: false });
    await postgres.stop();
    const home = join(folder.path, 'postgres');
    expect(statSync(join(home, 'cluster')).uid).not.toBe(0);
    expect(statSync(join(home, 'password')).uid).toBe(0);
    expect(statSync(home)).toMatchObject({ uid: 0 });
  });

  itAsRoot('finds another place when the data folder is closed to that account, and finds it again', async () => {
    const dataDir = join(folder.path, 'private', 'data');
    mkdirSync(dirname(dataDir), { mode: 0o700 });
    chmodSync(dirname(dataDir), 0o700);
    const first = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
    const place = readFileSync(join(dataDir, 'postgres-location'), 'utf8').trim();
    try {
      await withClient(first.adminUrl, (client) => client.query('CREATE TABLE kept AS SELECT 42 AS answer'));
      await first.stop();
      expect(readdirSync(dataDir)).toEqual(['postgres-location']);

      chmodSync(dirname(dataDir), 0o755); // opening the folder later loses nothing
      const second = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
      const rows = await withClient(
        second.adminUrl,
        async (client) => (await client.query('SELECT answer FROM kept')).rows,
      );
      await second.stop();
      expect(rows).toEqual([{ answer: 42 }]);
    } finally {
      rmSync(place, { recursive: true });
    }
    const third = startEmbeddedPostgres({ dataDir, log: () => undefined });
    await expect(third).rejects.toMatchObject({ code: 'DATA_DIR_UNUSABLE' }); // gone is not the same as new
    expect(existsSync(place)).toBe(false);
  });
});
