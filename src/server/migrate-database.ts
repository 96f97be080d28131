import { type MigrationProgress, migrate } from '../database/index.ts';
import { ormConfig } from '../mikro-orm.config.ts';

/**
 * Brings the database to the shape this version of the gateway needs, and gives `applicationRole`, when it is another
 * role than that of `url`, the rights that a gateway needs. Safe when several gateways start at once.
 */
export async function migrateDatabase(
  url: string,
  applicationRole?: string,
  onProgress?: (progress: MigrationProgress) => void,
): Promise<void> {
  await migrate(url, ormConfig, { applicationRole, onProgress });
}
