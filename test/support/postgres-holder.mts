// A stand-in for a gateway, for tests that kill it: starts the embedded PostgreSQL of a data folder, says where it is,
// and stops it on SIGINT. One line of JSON per event on standard output.
import process from 'node:process';
import { Client } from 'pg';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../src/embedded-postgres/index.ts';

// An interrupted test run must not leave this process behind.
process.stdin.resume().once('end', () => process.exit(1));
process.stdin.unref();

const dataDir = process.argv[2] ?? '';

function say(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

try {
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  process.once('SIGINT', () => {
    void stopInOrder(postgres);
  });
  say({ event: 'ready', url: postgres.adminUrl });
} catch (error) {
  say({
    event: 'refused',
    code: error instanceof EmbeddedPostgresError ? error.code : 'unexpected',
    message: String(error),
  });
}

async function stopInOrder(postgres: { adminUrl: string; stop(): Promise<void> }): Promise<void> {
  const client = new Client({ connectionString: postgres.adminUrl });
  await client.connect();
  await client.query('SELECT 1'); // the interrupt reached this process alone
  await client.end();
  await postgres.stop();
  say({ event: 'stopped' });
}
