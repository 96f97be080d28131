import { connectDatabase, type Database, distribute, rebalance } from '../database/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';
import { counted } from './counted.ts';
import { GatewayStartError } from './gateway-start-error.ts';

export interface DistributeOptions {
  /** As the owner of the tables. */
  readonly url: string;
  readonly applicationRole: string | undefined;
  readonly groups: number;
  readonly say: (line: string) => void;
}

/** @throws GatewayStartError while gateways are connected for the first time @throws NotDistributableError without a cluster */
export async function distributeDatabase({ url, ...options }: DistributeOptions): Promise<void> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 4 });
  try {
    if (database.sharding === undefined) await refuseWhileServing(database);
    await distribute({ url, sql: database, ...options });
  } finally {
    await database.close();
  }
}

/** Gateways may run. @throws GatewayStartError when the database is not distributed */
export async function rebalanceDatabase({ url, ...options }: Omit<DistributeOptions, 'groups'>): Promise<void> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 4 });
  try {
    if (database.sharding === undefined) throw new GatewayStartError(NOT_DISTRIBUTED);
    await rebalance({ url, sql: database, ...options });
  } finally {
    await database.close();
  }
}

const NOT_DISTRIBUTED =
  'This database is not distributed: there are no groups to move. Run db:distribute without --rebalance first.';

/** A gateway knows from its start on whether accounts are distributed: one that runs meanwhile would write where nobody looks. */
async function refuseWhileServing(database: Database): Promise<void> {
  const [row] = await database.rows<{ gateways: number }>(
    `select count(*)::int as gateways from pg_stat_activity
      where datname = current_database() and application_name = 'tollgate listener'`,
  );
  if (row === undefined || row.gateways === 0) return;
  throw new GatewayStartError(
    `Gateways listen in this database, on ${counted(row.gateways, 'connection')}. Stop all gateways, then run this again.`,
  );
}
