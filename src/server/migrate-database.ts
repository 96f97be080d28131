import { migrate } from '../database/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';

/** Brings the database to the shape this version of the gateway needs. Safe when several gateways start at once. */
export async function migrateDatabase(url: string): Promise<void> {
  await migrate(url, ormConfig);
}
