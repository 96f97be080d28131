// `npm run migration:check`: a database built by the migrations has exactly the shape that the entities describe.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const DIST = join(import.meta.dirname, '..', 'dist', 'src');

async function load(module) {
  const path = join(DIST, module);
  if (!existsSync(path)) throw new Error(`dist/src/${module} does not exist: npm run build`);
  return await import(path);
}

/** The PostgreSQL of DATABASE_URL, or one that lives as long as this check. */
async function obtainServer() {
  const url = process.env.DATABASE_URL;
  if (url) return { adminUrl: url, stop: async () => undefined };
  const { startTemporaryPostgres } = await load('database/embedded/index.js');
  return await startTemporaryPostgres({});
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs `work` on a new, empty database and drops it again. */
async function withEmptyDatabase(adminUrl, work) {
  const name = `tollgate_check_${randomBytes(6).toString('hex')}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`));
  try {
    return await work(url.href);
  } finally {
    await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  }
}

/** The SQL that would turn the migrated database into what the entities say; empty when they agree. */
async function difference(url) {
  const { connectDatabase, migrate } = await load('database/index.js');
  const { ormConfig } = await load('mikro-orm.config.js');
  await migrate(url, ormConfig);
  const database = await connectDatabase({ url, orm: ormConfig });
  try {
    return (await database.orm.schema.getUpdateSchemaSQL({ wrap: false })).trim();
  } finally {
    await database.close();
  }
}

const server = await obtainServer();
try {
  const sql = await withEmptyDatabase(server.adminUrl, difference);
  if (sql !== '') {
    console.error(
      `The migrations and the entities disagree. To the migrated database, the entities would do:\n\n${sql}`,
    );
    process.exitCode = 1;
  }
} finally {
  await server.stop();
}
