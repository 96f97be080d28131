// Whether a gateway notices what stands between it and PostgreSQL, with a real PgBouncer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { examineAddress } from '../../src/database/index.ts';
import { keepsPreparedStatements, type PgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { describeWith } from '../support/system-programs.ts';

let scratch: TestDatabase;

beforeAll(async () => {
  scratch = await createTestDatabase();
});

afterAll(() => scratch.drop());

const ALL_UNSET = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'max_parallel_workers_per_gather', 'jit'];

describe('an address', () => {
  it('that leads to PostgreSQL itself has sessions of its own', async () => {
    expect((await examineAddress(scratch.applicationUrl)).way).toEqual({ kind: 'SESSIONS' });
  });

  it('leads elsewhere as another user', async () => {
    const [one, same, other] = await Promise.all(
      [scratch.applicationUrl, scratch.applicationUrl, scratch.url].map(examineAddress),
    );
    expect(one?.destination).toBe(same?.destination);
    expect(one?.destination).not.toBe(other?.destination);
  });
});

describeWith(['pgbouncer'], 'an address through PgBouncer', () => {
  const started: PgBouncer[] = [];
  const UNPREPARED: Readonly<Record<string, string>> = keepsPreparedStatements()
    ? { max_prepared_statements: '0' }
    : {};
  const pool = async (settings: Readonly<Record<string, string>>): Promise<PgBouncer> => {
    const pooler = await startPgBouncer({ users: [scratch.applicationUrl], settings });
    started.push(pooler);
    return pooler;
  };
  const wayThrough = async (settings: Readonly<Record<string, string>>): Promise<unknown> => {
    const pooler = await pool(settings);
    return (await examineAddress(pooler.through(scratch.applicationUrl))).way;
  };

  afterAll(() => Promise.all(started.map((pooler) => pooler.stop())));

  it('has sessions of its own when the pooler gives each client one', async () => {
    expect(await wayThrough({ pool_mode: 'session' })).toEqual({ kind: 'SESSIONS' });
  });

  it.each([
    ['in the order of their release', {}],
    ['in turn', { server_round_robin: '1' }],
    ['one for all', { default_pool_size: '1' }],
  ])('shares its sessions when the pooler gives them to transactions, %s', async (_, settings) => {
    expect(await wayThrough({ ...settings, ...UNPREPARED })).toEqual({
      kind: 'TRANSACTIONS',
      keepsPrepared: false,
      unset: ALL_UNSET,
    });
  });

  it('shares its sessions while others use them, too', async () => {
    const pooler = await pool({});
    const url = pooler.through(scratch.applicationUrl);
    const others = Array.from({ length: 8 }, () => new pg.Client({ connectionString: url }));
    await Promise.all(others.map((client) => client.connect()));
    let isOver = false;
    const busy = others.map(async (client) => {
      while (!isOver) await client.query('select pg_sleep(0.001)');
      await client.end();
    });
    const ways = [];
    for (let look = 0; look < 20; look += 1) ways.push((await examineAddress(url)).way.kind);
    isOver = true;
    await Promise.all(busy);
    expect(new Set(ways)).toEqual(new Set(['TRANSACTIONS']));
  });

  it('leads to the same database as the direct one', async () => {
    const pooler = await pool({});
    const { destination } = await examineAddress(pooler.through(scratch.applicationUrl));
    expect(destination).toBe((await examineAddress(scratch.applicationUrl)).destination);
  });

  (keepsPreparedStatements() ? it : it.skip)('keeps statements prepared when the pooler is told to', async () => {
    const settings = { max_prepared_statements: '200', server_reset_query_always: '0' };
    expect(await wayThrough(settings)).toMatchObject({ kind: 'TRANSACTIONS', keepsPrepared: true });
  });
});
