// Starts (or connects to) the PostgreSQL of this test run and migrates its template database, before any test.
import { startTestRun } from '../postgres-run.ts';

export default async function globalSetup(): Promise<void> {
  await startTestRun();
}
