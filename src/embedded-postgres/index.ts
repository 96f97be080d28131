// The embedded database: a real PostgreSQL from npm, started, watched and stopped by the gateway itself.
export { EmbeddedPostgresError } from './errors.ts';
export { hasEmbeddedDatabase, runningDatabaseUrl } from './running.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './start.ts';
export { startTemporaryPostgres } from './temporary.ts';
