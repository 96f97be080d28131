// On a cluster (CITUS_URL): a database that was in use is distributed with its rows, and nothing of them stays behind.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, newId } from '../../../src/database/index.ts';
import { readPlacement, schemaOfGroup, urlOfNode } from '../../../src/database/shards/placement.ts';
import { createLedger, hashInput, type Ledger, openWallet } from '../../../src/ledger/index.ts';
import { ormConfig } from '../../../src/mikro-orm.config.ts';
import { distributeDatabase } from '../../../src/server/distribute-database.ts';
import { migrateDatabase } from '../../../src/server/migrate-database.ts';
import { dropOnEveryNode, isCluster, joinNodes, onEveryNode } from '../../support/cluster.ts';
import { credits } from '../../support/ledger-world.ts';
import { ADMIN_URL_VARIABLE, urlOfDatabase, withClient } from '../../support/postgres.ts';

const adminUrl = process.env[ADMIN_URL_VARIABLE] ?? '';
const name = `tollgate_rows_${randomBytes(4).toString('hex')}`;
const url = isCluster() ? urlOfDatabase(adminUrl, name) : '';
const ACCOUNTS = 12;

(isCluster() ? describe : describe.skip)('a database with rows', () => {
  const accounts = Array.from({ length: ACCOUNTS }, () => newId());

  beforeAll(async () => {
    await onEveryNode(adminUrl, `CREATE DATABASE ${name}`);
    await joinNodes(url);
    await migrateDatabase(url);
    await onLedger(async (ledger, database) => {
      for (const accountId of accounts) {
        await database.transaction((tx) => openWallet(tx, accountId, new Date()));
        await spend(ledger, accountId, 'before');
      }
      const greet = `insert into welcome_credit (person, account_id, created_at) values ('somebody', $1, now())`;
      await database.rows(greet, [accounts[0]]);
    });
    await distributeDatabase({ url, applicationRole: undefined, groups: 4, say: () => undefined });
  });

  afterAll(async () => {
    if (isCluster()) await dropOnEveryNode(adminUrl, name);
  });

  it('has all of them where their accounts are, and goes on from there', async () => {
    await onLedger(async (ledger, database) => {
      expect(database.sharding?.shards).toHaveLength(4);
      for (const accountId of accounts) {
        await spend(ledger, accountId, 'after');
        expect(await ledger.balance(accountId)).toMatchObject({ available: credits('16'), reserved: credits('4') });
        expect(await ledger.verify(accountId)).toMatchObject({ problems: [], transactions: 4 });
      }
    });
  });

  it('leaves nothing on the coordinator: who erases words finds all there are', async () => {
    const left = await withClient(url, async (client) => {
      const { rows } = await client.query<{ table: string }>(
        `select logicalrelid::text as table from pg_dist_partition where partmethod in ('h', 'n') and pg_relation_size(logicalrelid) > 0`,
      );
      return rows;
    });
    expect(left).toEqual([]);
  });

  it('has a ledger that is append-only, as before', async () => {
    await withClient(url, async (client) => {
      await expect(client.query(`update ledger_transaction set description = 'another'`)).rejects.toThrow(
        /append-only/,
      );
    });
    await onLedger(async (_, database) => {
      for (const group of await readPlacement(database)) {
        await withClient(urlOfNode(url, group.node), async (client) => {
          await client.query('set citus.enable_manual_changes_to_shards = on');
          const table = `${schemaOfGroup(group)}.ledger_transaction`;
          await expect(client.query(`delete from ${table}`)).rejects.toThrow(/append-only/);
        });
      }
    });
  });
});

async function onLedger(
  work: (ledger: Ledger, database: Awaited<ReturnType<typeof connectDatabase>>) => Promise<void>,
): Promise<void> {
  const database = await connectDatabase({ url, orm: ormConfig });
  try {
    await work(createLedger({ database, now: () => new Date() }), database);
  } finally {
    await database.close();
  }
}

/** Ten credits added, two of them reserved. */
async function spend(ledger: Ledger, accountId: string, description: string): Promise<void> {
  const given = { accountId, inputHash: hashInput({}) };
  const [added, reserved] = [newId(), newId()];
  await ledger.submit({
    command: { kind: 'add', ...given, amount: credits('10'), source: 'PROMOTION', description, idempotencyKey: added },
  });
  const spent = { amount: credits('2'), generationId: newId(), apiKeyId: newId(), idempotencyKey: reserved };
  expect(await ledger.submit({ command: { kind: 'reserve', ...given, ...spent } })).toMatchObject({
    status: 'applied',
  });
}
