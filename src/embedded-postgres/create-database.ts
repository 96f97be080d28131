import { Client } from 'pg';

const DUPLICATE_DATABASE = '42P04';
const PLAIN_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** Two callers at once are fine: one makes it, the other finds it made. */
export async function createDatabaseIfMissing(adminUrl: string, database: string): Promise<void> {
  if (!PLAIN_NAME.test(database)) throw new Error(`Not a plain database name: ${database}`);
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end();
  }
}
