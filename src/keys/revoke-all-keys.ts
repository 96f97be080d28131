// Ends every key of an account, in the transaction of whoever closes it.
import type { Transaction } from '../database/index.ts';
import { lockKeys, notifyChanged } from './lock-keys.ts';

/** Their ids. */
export async function revokeAllKeys(tx: Transaction, accountId: string, now: Date): Promise<string[]> {
  const keys = await lockKeys(tx, accountId);
  for (const key of keys) {
    key.revokedAt = now;
    notifyChanged(tx, key.id);
  }
  await tx.em().flush();
  return keys.map(({ id }) => id);
}
