// The keys of an account for a change that depends on them: nobody else changes them until the transaction ends.
import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '../database/index.ts';
import { ApiKeyEntity } from './entities.ts';

/** NOTIFY channel; the payload is the id of a key that was changed or revoked. */
export const KEY_CHANGED_CHANNEL = 'tollgate_key_changed';

/** Those that were not revoked, in the order of their ids, which all who lock keep to; only `ids` when given. */
export function lockKeys(tx: Transaction, accountId: string, ids?: readonly string[]) {
  const which = ids === undefined ? {} : { id: { $in: [...ids] } };
  return tx
    .em()
    .find(
      ApiKeyEntity,
      { accountId, revokedAt: null, ...which },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
}

/** Tells every gateway when the transaction is committed. */
export function notifyChanged(tx: Transaction, apiKeyId: string): void {
  tx.send('select pg_notify($1, $2)', [KEY_CHANGED_CHANNEL, apiKeyId]);
}
