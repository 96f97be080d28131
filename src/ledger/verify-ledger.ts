import type { Database } from '../database/index.ts';
import { type LedgerVerification, verifyRange } from './verify-range.ts';

/** Recomputes one account from its transactions. Undefined when the ledger has nothing of it. */
export async function verifyLedger(database: Database, accountId: string): Promise<LedgerVerification | undefined> {
  const [verification] = await verifyRange(database, { from: accountId, to: accountId });
  return verification;
}
