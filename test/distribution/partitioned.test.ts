// The ledger on tables that are hash-partitioned by account: all that it does on plain ones, it does here.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { companion } from '../../src/ledger/index.ts';
import { describeAfterSettlement } from '../ledger/decide/describe-after-settlement.ts';
import { describeLedger } from '../ledger/describe-ledger.ts';
import { describeVerification } from '../ledger/verify/describe-verification.ts';
import { history } from '../programs/simulation/histories.ts';
import { play } from '../programs/simulation/play-history.ts';
import { createLedgerWorld, type LedgerWorld } from '../support/ledger-world.ts';
import { BIG_TABLES, partitionTables } from './partition-tables.ts';

const HISTORIES = 15;

const createPartitionedWorld = (): Promise<LedgerWorld> => createLedgerWorld({ prepare: partitionTables });

describe('partitioned by account', () => {
  let world: LedgerWorld;

  beforeAll(async () => {
    world = await createPartitionedWorld();
  });

  afterAll(() => world.close());

  it('the big tables stand on four partitions each, with every key that they had', async () => {
    const tables = await world.database.rows<{ table: string; partitions: bigint }>(
      `select partrelid::regclass::text as table, (select count(*) from pg_inherits where inhparent = partrelid)
         as partitions from pg_partitioned_table where partstrat = 'h' order by 1`,
    );
    expect(tables).toEqual([...BIG_TABLES].sort().map((table) => ({ table, partitions: 4n })));
    const plain = await createLedgerWorld();
    const keysOf = ({ database }: LedgerWorld): Promise<unknown[]> =>
      database.rows(
        `select indexrelid::regclass::text as name, indisunique, indisprimary from pg_index
           where indrelid::regclass::text = any($1) order by 1`,
        [[...BIG_TABLES]],
      );
    expect(await keysOf(world)).toEqual(await keysOf(plain));
    await plain.close();
  });

  it('a batch of many accounts lands in all partitions, companions included', async () => {
    const accounts = await Promise.all(Array.from({ length: 40 }, () => world.newAccount('1')));
    await Promise.all(accounts.map((account) => world.reserve(account, '0.5')));
    const filled = await world.database.rows(
      'select distinct tableoid from ledger_transaction where account_id = any($1::uuid[])',
      [accounts],
    );
    expect(filled).toHaveLength(4);
    const outcome = await world.ledger.submit({
      command: { kind: 'expire', accountId: accounts[0] ?? '' },
      companion: companion(async (tx, items: readonly string[]) => {
        await tx.rows('select $1::text[]', [items]);
      }, 'item'),
    });
    expect(outcome.status).toBe('unchanged');
  });

  it.each(['update %s set step = null', 'delete from %s', 'truncate %s'])(
    'a partition is as append-only as the whole: "%s" is refused',
    async (statement) => {
      for (const table of ['ledger_transaction', 'ledger_transaction_0', 'ledger_transaction_3']) {
        await expect(world.database.rows(statement.replace('%s', table))).rejects.toThrow(/append-only/);
      }
    },
  );

  it(`the simulation holds over ${HISTORIES} histories`, async () => {
    await fc.assert(
      fc.asyncProperty(history, (chosen) => play(world, chosen)),
      { numRuns: HISTORIES },
    );
  });
});

describeLedger(createPartitionedWorld);
describeAfterSettlement(createPartitionedWorld);
describeVerification(createPartitionedWorld);
