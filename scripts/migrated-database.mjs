// For the scripts about migrations: an empty database, brought to the current shape by the migrations.
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

/** The PostgreSQL of DATABASE_URL, or one that lives as long as this script. */
async function obtainServer() {
  const url = process.env.DATABASE_URL;
  if (url) return { adminUrl: url, stop: async () => undefined };
  const { startTemporaryPostgres } = await load('embedded-postgres/index.js');
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

/** Runs `work` with MikroORM on a migrated database of its own. */
export async function withMigratedDatabase(work) {
  const { connectDatabase, migrate } = await load('database/index.js');
  const { ormConfig } = await load('mikro-orm.config.js');
  const server = await obtainServer();
  try {
    return await withEmptyDatabase(server.adminUrl, async (url) => {
      await migrate(url, ormConfig);
      const database = await connectDatabase({ url, orm: ormConfig });
      try {
        return await work(database.orm);
      } finally {
        await database.close();
      }
    });
  } finally {
    await server.stop();
  }
}

/** Triggers are the migrations' own: the way back names them although the configuration leaves them out. */
const OF_TRIGGERS = /^create (or replace function "\w+_fn"\(\) returns trigger|trigger) /;

/** What the entities say and the migrations do not, and the way back: statements, none when they agree. */
export async function difference(orm) {
  const { up, down } = await orm.schema.getUpdateSchemaMigrationSQL({ wrap: false });
  return { up: statements(up), down: statements(down) };
}

function statements(sql) {
  return sql
    .split(/;\n+/)
    .map((statement) => statement.replace(/;\s*$/, '').trim())
    .filter((statement) => statement !== '' && !OF_TRIGGERS.test(statement));
}
