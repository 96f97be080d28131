// What a statement frees is there for the next one: a batch of the ledger would otherwise ask the system for its memory each time.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { type EmbeddedPostgres, startTemporaryPostgres } from '../../src/embedded-postgres/index.ts';
import { withClient } from '../support/postgres.ts';

/** Fields of proc_pid_stat(5) are told by Linux only. */
const onLinux = existsSync('/proc/self/stat') ? describe : describe.skip;

/** As many as a batch of the ledger has. */
const COLUMNS = 53;
const STATEMENTS = 200;

let postgres: EmbeddedPostgres;

beforeAll(async () => {
  postgres = await startTemporaryPostgres();
});

afterAll(() => postgres.stop());

/** Pages that a process has asked for and that were not there (minflt). */
function missedPages(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[7]);
}

async function unnestMany(client: Client, times: number): Promise<void> {
  const numbers = Array.from({ length: COLUMNS }, (_, index) => index + 1);
  const text = `select count(*) from unnest(${numbers.map((number) => `$${number}::int[]`).join(', ')})`;
  const values = numbers.map(() => '{1,2,3}');
  for (let count = 0; count < times; count += 1) await client.query({ name: 'unnest', text, values });
}

onLinux('the memory of a connection', () => {
  it('is kept from statement to statement', async () => {
    const url = await postgres.ensureDatabase('memory');
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const pid = rows[0]?.pid ?? 0;
      await unnestMany(client, 20);
      const before = missedPages(pid);
      await unnestMany(client, STATEMENTS);
      // Far fewer than the columns alone would take, at four pages each.
      expect((missedPages(pid) - before) / STATEMENTS).toBeLessThan(COLUMNS / 10);
    });
  });
});
