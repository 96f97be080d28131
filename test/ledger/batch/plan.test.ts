// The batch's statement is planned once for a connection, maybe on empty tables, and must be right when they have grown.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isCluster } from '../../support/cluster.ts';
import { createLedgerWorld, type LedgerWorld } from '../../support/ledger-world.ts';
import { withClient } from '../../support/postgres.ts';
import { hookStatements } from '../../support/statements.ts';

let world: LedgerWorld;

beforeEach(async () => {
  world = await createLedgerWorld();
});
afterEach(() => world.close());

/** The statement that writes what was decided. */
async function capture(): Promise<string> {
  const account = await world.newAccount('10');
  const written: string[] = [];
  const unhook = hookStatements(world.database, {
    before: (text) => {
      if (text.includes('into ledger_transaction')) written.push(text);
      return undefined;
    },
  });
  await world.reserve(account, '1');
  unhook();
  expect(written).toHaveLength(1);
  return written[0] ?? '';
}

/** The generic plan that PostgreSQL makes of it on tables of a few rows. */
async function planOf(text: string): Promise<string> {
  const parameters = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  return withClient(world.url, async (client) => {
    await client.query('vacuum analyze wallet, lot, key_spend');
    await client.query('set plan_cache_mode = force_generic_plan');
    await client.query('set enable_seqscan = off');
    await client.query(`prepare batch as ${text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain execute batch(${Array.from({ length: parameters }, () => 'null').join()})`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

// A shard's tables are PostgreSQL's own, and planned in the same way.
(isCluster() ? describe.skip : describe)('the plan of what a batch writes', () => {
  it('finds wallets, lots and spends by their keys alone: it scans none of these tables', async () => {
    const plan = await planOf(await capture());
    expect(plan).toMatch(/Conflict Arbiter Indexes: wallet_pkey/);
    expect(plan).toMatch(/Conflict Arbiter Indexes: lot_pkey/);
    expect(plan).toMatch(/Conflict Arbiter Indexes: key_spend_pkey/);
    expect(plan).not.toMatch(/Scan .*on (wallet|lot|key_spend)\b/);
  });

  it('would be another one with a joined update', async () => {
    const joined = `update wallet set available = new.available from unnest($1::uuid[], $2::bigint[]) as new (id, available)
      where account_id = id`;
    expect(await planOf(joined)).toMatch(/Scan .*on wallet\b/);
  });
});
