import { connectDatabase, type Database, distribute } from '../database/index.ts';
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

/** @throws GatewayStartError while gateways are connected @throws NotDistributableError without a cluster */
export async function distributeDatabase({ url, ...options }: DistributeOptions): Promise<void> {
  const database = await connectDatabase({ url, orm: ormConfig, poolSize: 4 });
  try {
    await refuseWhileServing(database);
    await distribute({ url, sql: database, ...options });
  } finally {
    await database.close();
  }
}

/** A gateway knows where accounts are from its start on: one that runs meanwhile would write where nobody looks. */
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
