// What the drill asks the books: the lost ones, and those that were restored.
import type { Database } from '../../../../src/database/index.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const LONG = 300_000;

export async function creditedOf(database: Database): Promise<number> {
  const [row] = await database.rows<{ count: bigint }>(`select count(*) from purchase where status = 'PAID'`);
  return Number(row?.count);
}

export async function untilArchived(database: Database): Promise<void> {
  const [switched] = await database.rows<{ name: string }>(
    'select pg_walfile_name(pg_current_wal_lsn() - 1) as name, pg_current_wal_lsn()',
  );
  await database.rows('select pg_switch_wal()');
  await waitUntil(
    'the archive has it',
    async () => {
      const [row] = await database.rows<{ last: string | null }>(
        'select last_archived_wal as last from pg_stat_archiver',
      );
      return (row?.last ?? '') >= (switched?.name ?? '');
    },
    LONG,
  );
}

/** How many of those that were open at a moment there were, by the database that was lost. */
export async function runningSince(database: Database, at: number): Promise<number> {
  const [row] = await database.rows<{ count: bigint }>(
    `select count(*) from generation where created_at <= to_timestamp($1 / 1000.0) and (ended_at is null or ended_at > to_timestamp($1 / 1000.0))`,
    [at],
  );
  return Number(row?.count);
}

export interface OpenGeneration {
  readonly id: string;
  /** The customer's key, which the drill's prompts are. */
  readonly key: string;
  readonly attempts: readonly string[];
}

export async function openGenerations(database: Database): Promise<OpenGeneration[]> {
  return database.rows(
    `select g.id, g.prompt as key, coalesce((select array_agg(a.id::text) from attempt a
      where a.account_id = g.account_id and a.generation_id = g.id), '{}') as attempts from generation g where ended_at is null`,
  );
}

/** How often the generations of a key were charged, by key. */
export async function chargesByKey(database: Database): Promise<Map<string, number>> {
  const rows = await database.rows<{ key: string; count: bigint }>(
    `select g.prompt as key, count(t.type) as count from generation g left join ledger_transaction t
      on t.account_id = g.account_id and t.generation_id = g.id and t.type = 'CHARGE' group by 1`,
  );
  return new Map(rows.map(({ key, count }) => [key, Number(count)]));
}

export interface Moment {
  /** As PostgreSQL writes it. */
  readonly text: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

export async function momentOf(database: Database): Promise<Moment> {
  const [row] = await database.rows<{ text: string; at: bigint }>(
    `select now::text as text, floor(extract(epoch from now) * 1000)::bigint as at from clock_timestamp() as now`,
  );
  return { text: row?.text ?? '', at: Number(row?.at) };
}

export async function isRecovered(database: Database): Promise<boolean> {
  const [row] = await database.rows<{ recovering: boolean }>('select pg_is_in_recovery() as recovering');
  return row?.recovering === false;
}

export async function namedPayments(database: Database): Promise<bigint | undefined> {
  const [row] = await database.rows<{ found: bigint }>(
    `select count(*) as found from reconciliation_finding where code = 'PAYMENT_WITHOUT_CREDITS' and solved_at is null`,
  );
  return row?.found;
}
