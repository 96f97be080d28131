// The embedded database: a real PostgreSQL from npm, started, watched and stopped by the gateway itself.
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start.ts';
export { startTemporaryPostgres, type TemporaryPostgresOptions } from './temporary.ts';
