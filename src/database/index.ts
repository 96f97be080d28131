// The room's door: connection, transactions, ids, migrations, and the built-in PostgreSQL.
export { type ConnectionOptions, connectDatabase, type Database } from './connection.ts';
export { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './embedded/index.ts';
export { fromPublicId, type IdPrefix, nameBasedId, newId, toPublicId } from './ids.ts';
export { createListener, type Listener, type ListenerOptions } from './listen.ts';
export { migrate } from './migrate.ts';
export type { Sql, Transaction } from './sql.ts';
export { CommitUnknownError, errorCode, isLostConnection } from './transaction.ts';
