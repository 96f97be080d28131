// npm run migrate against an empty database, and against one in which nothing is to be done.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../src/config/index.ts';
import { runMigrateCommand } from '../../../src/server/commands/run-migrate-command.ts';
import { createTestDatabase, type TestDatabase, urlOfDatabase, withClient } from '../../support/postgres.ts';

let database: TestDatabase;
let url: string;
const name = `tollgate_empty_${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  database = await createTestDatabase();
  url = urlOfDatabase(database.url, name);
  await withClient(database.url, (client) => client.query(`CREATE DATABASE ${name}`));
});

afterAll(async () => {
  await withClient(database.url, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  await database.drop();
});

async function migrate(environment: Readonly<Record<string, string>>, isTTY = true) {
  const [said, complained, shown]: [string[], string[], string[]] = [[], [], []];
  const code = await runMigrateCommand({
    configure: () => readConfiguration(environment),
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    progress: { isTTY, write: (text) => shown.push(text) },
  });
  return { code, said, complained, shown };
}

const DONE = ['Applying migrations…', 'The database is that of this release.'];

describe('npm run migrate', () => {
  it('shows how many migrations of all are applied while it applies them', async () => {
    const { code, said, shown } = await migrate({ DATABASE_URL: url });
    expect({ code, said }).toEqual({ code: 0, said: DONE });
    const { rows } = await withClient(url, (client) =>
      client.query<{ count: number }>('select count(*)::int as count from mikro_orm_migrations'),
    );
    const all = rows[0]?.count ?? 0;
    expect(all).toBeGreaterThan(10);
    const counts = shown.flatMap((text) => /: (\d+) of (\d+) migrations/.exec(text)?.slice(1).map(Number) ?? []);
    expect(counts.slice(-2)).toEqual([all, all]);
    expect(counts.filter((_, index) => index % 2 === 1).every((total) => total === all)).toBe(true);
    expect(shown.at(-1)).toBe('\r\u001b[K');
  });

  it('has nothing to apply the second time, and a log of a moment is without progress', async () => {
    const again = await migrate({ DATABASE_URL: url });
    expect(again.shown.at(-2)).toContain('Applying migrations: 0 of 0 migrations, the tables of the shards, ');
    expect(await migrate({ DATABASE_URL: url }, false)).toEqual({ code: 0, said: DONE, complained: [], shown: [] });
  });

  it('ends with code 1 and advice where it can migrate nothing', async () => {
    const { code, said, complained } = await migrate({
      DATABASE_URL: 'postgresql://nobody:secret-word@127.0.0.1:9/no',
    });
    expect({ code, said }).toEqual({ code: 1, said: expect.not.arrayContaining([DONE[1]]) });
    expect(complained.join('')).toMatch(/does not answer/);
    expect(complained.join('')).not.toContain('secret-word');
    const builtIn = await migrate({});
    expect(builtIn).toMatchObject({
      code: 1,
      complained: [expect.stringContaining('Set DATABASE_URL to another one.')],
    });
  });
});
