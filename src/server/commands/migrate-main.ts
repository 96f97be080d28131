// npm run migrate: brings the database to the shape of this release and gives the gateway's role its rights, and serves nothing.
import '../../require-node.ts';
import { ConfigurationError, readConfiguration } from '../../config/index.ts';
import { GatewayStartError } from '../gateway-start-error.ts';
import { migrateAddresses } from '../open-database.ts';
import { findPooler } from '../way-to-database.ts';
import { wordsForStartFailure } from '../words-for-start-failure.ts';
import { elapsed, withProgress } from './progress-line.ts';

async function migrate(): Promise<void> {
  const { database } = readConfiguration();
  if (database.kind === 'embedded') {
    throw new GatewayStartError(
      'The built-in PostgreSQL is migrated when a gateway starts. Set DATABASE_URL to another one.',
    );
  }
  // Through a pooler, the lock that lets one migrate at a time would be held by nobody.
  await findPooler(database, { warn: () => undefined });
  await withProgress(process.stderr, elapsed('Applying migrations'), ({ clear }) =>
    migrateAddresses(database, (line) => {
      clear();
      process.stdout.write(`${line}\n`);
    }),
  );
  process.stdout.write('The database is that of this release.\n');
}

try {
  await migrate();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : wordsForStartFailure(error)}\n`);
  process.exitCode = 1;
}
