// Makes a migrated database distributed, and brings one that is to the shape of its migrations: new tables, and on each node the
// views by which its shards go under the names of their tables.
import { escapeIdentifier } from 'pg';
import { readPlacement } from '../shards/placement.ts';
import { clearCoordinator } from './clear-coordinator.ts';
import { decidePlacement, FIRST_TABLE, type Placement, type TableShape } from './decide-placement.ts';
import { type Naming, nameShards } from './name-shards.ts';
import { onConnection } from './on-connection.ts';

export interface Distribution extends Naming {
  /** Of a database that is not distributed yet: groups of shards, more than there will ever be nodes. */
  readonly groups: number;
  readonly say: (line: string) => void;
}

interface Table extends TableShape {
  readonly isUnlogged: boolean;
}

const TABLES = `select c.relname as name, c.relpersistence = 'u' as "isUnlogged", coalesce(key.columns, '{}') as "primaryKey"
  from pg_class c left join lateral (
    select array_agg(a.attname::text order by k.place) as columns
    from pg_index i cross join unnest(i.indkey) with ordinality k (number, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
    where i.indrelid = c.oid and i.indisprimary) as key on true
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    and not exists (select from pg_dist_partition where logicalrelid = c.oid)
    and not exists (select from pg_depend where objid = c.oid and deptype = 'e')
  order by c.relname <> $1, c.relname`;

/** Safe to repeat: what is there stays. @throws NotDistributableError, with what to do, when there is no cluster */
export async function distribute(distribution: Distribution): Promise<void> {
  const { sql, say } = distribution;
  await refuseWithoutCluster(sql);
  await allowTriggers(sql);
  const tables = await sql.rows<Table>(TABLES, [FIRST_TABLE]);
  const placed = tables.flatMap((table) => {
    const placement = decidePlacement(table);
    return placement.kind === 'coordinator' ? [] : [{ table, placement }];
  });
  for (const [index, { table, placement }] of placed.entries()) {
    if (table.isUnlogged) await makeMovable(distribution, table);
    await place(distribution, table.name, placement);
    const where = placement.kind === 'shards' ? `by ${placement.column}` : 'everywhere';
    say(`${index + 1} of ${placed.length}: table ${table.name}, ${where}`);
  }
  await clearCoordinator(distribution);
  const groups = await readPlacement(sql);
  for (const group of groups) await nameShards(distribution, group);
  say(
    `groups of shards: ${groups.length}, nodes: ${new Set(groups.map(({ node }) => `${node.host}:${node.port}`)).size}`,
  );
}

export class NotDistributableError extends Error {
  override readonly name = 'NotDistributableError';
}

async function refuseWithoutCluster(sql: Distribution['sql']): Promise<void> {
  const [found] = await sql.rows<{ hasCitus: boolean }>(
    `select exists (select from pg_extension where extname = 'citus') as "hasCitus"`,
  );
  if (found?.hasCitus !== true) {
    throw new NotDistributableError(
      'This database has no Citus. Create the extension in it, on the coordinator and on every worker (CREATE EXTENSION citus), ' +
        'and add the workers on the coordinator (citus_set_coordinator_host, citus_add_node). See docs/scaling.md.',
    );
  }
  const [nodes] = await sql.rows<{ workers: number }>(
    `select count(*)::int as workers from pg_dist_node where noderole = 'primary' and shouldhaveshards`,
  );
  if ((nodes?.workers ?? 0) > 0) return;
  throw new NotDistributableError(
    'No node of this cluster may have shards. Add a worker on the coordinator: select citus_add_node(host, port). See docs/scaling.md.',
  );
}

/** The ledger is append-only by a trigger: Citus copies it to every shard, where it holds as it does here, if this setting is on. */
async function allowTriggers(sql: Distribution['sql']): Promise<void> {
  const [row] = await sql.rows<{ name: string }>('select current_database() as name');
  await sql.rows(`alter database ${escapeIdentifier(row?.name ?? '')} set citus.enable_unsafe_triggers = on`);
}

/** While it is written: what does not go through the log is not seen by who moves it. */
const makeMovable = ({ url }: Distribution, { name }: Table): Promise<void> =>
  onConnection(url, async (client) => {
    await client.query(`alter table ${escapeIdentifier(name)} set logged`);
  });

type Distributed = Exclude<Placement, { readonly kind: 'coordinator' }>;

async function place({ url, groups }: Distribution, table: string, placement: Distributed): Promise<void> {
  await onConnection(url, async (client) => {
    await client.query('set citus.enable_unsafe_triggers = on');
    if (placement.kind === 'everywhere') {
      await client.query('select create_reference_table($1)', [table]);
      return;
    }
    const { column } = placement;
    if (table === FIRST_TABLE) {
      await client.query('select create_distributed_table($1, $2, shard_count => $3)', [table, column, groups]);
    } else {
      const values = [table, column, FIRST_TABLE];
      await client.query('select create_distributed_table($1, $2, colocate_with => $3)', values);
    }
  });
}
