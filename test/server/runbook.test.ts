// Every statement of the runbook runs on the database of this release, as the role that gateways run as: whoever reads a page at night
// shall not find that a column has another name by now.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase, withClient } from '../support/postgres.ts';

const RUNBOOK = new URL('../../docs/runbook/', import.meta.url);
/** A page with several has several entries. */
const statements = readdirSync(RUNBOOK)
  .filter((name) => name.endsWith('.md'))
  .flatMap((page) => {
    const text = readFileSync(new URL(page, RUNBOOK), 'utf8');
    return [...text.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = '']) => ({ page, sql }));
  });

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

describe('the statements of the runbook', () => {
  it('are found', () => {
    expect(statements.length).toBeGreaterThanOrEqual(10);
  });

  it.each(statements)('of $page run, and change nothing', async ({ sql }) => {
    await withClient(database.applicationUrl, async (client) => {
      await client.query('begin transaction read only');
      await expect(client.query(sql)).resolves.toMatchObject({ command: 'SELECT' });
      await client.query('rollback');
    });
  });
});
