// Drops every database of this test run and stops the PostgreSQL that global setup started.
import { finishTestRun } from '../postgres-run.ts';

export default async function globalTeardown(): Promise<void> {
  await finishTestRun();
}
