// What is left of a database that had rows when it was distributed.
import { escapeIdentifier } from 'pg';
import type { Naming } from './name-shards.ts';
import { onConnection } from './on-connection.ts';

const WITH_ROWS = `select relname as name from pg_dist_partition join pg_class on pg_class.oid = logicalrelid
  where partmethod in ('h', 'n') and pg_relation_size(logicalrelid) > 0 order by relname`;

/**
 * The rows that were copied to shards are still in the coordinator's own files, where nobody sees them, and where nobody would erase
 * what they say. Those of an append-only table can only be truncated without its triggers. Nothing happens once it was done.
 */
export async function clearCoordinator({ url, sql }: Pick<Naming, 'url' | 'sql'>): Promise<void> {
  for (const { name } of await sql.rows<{ name: string }>(WITH_ROWS)) {
    const table = escapeIdentifier(name);
    await onConnection(url, async (client) => {
      await client.query('set citus.enable_unsafe_triggers = on');
      await client.query('begin');
      await client.query(`alter table ${table} disable trigger user`);
      await client.query('select truncate_local_data_after_distributing_table($1::regclass)', [table]);
      await client.query(`alter table ${table} enable trigger user`);
      await client.query('commit');
    });
  }
}
