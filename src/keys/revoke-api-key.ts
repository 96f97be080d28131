// Ends keys, under a lock on all of the account's: two that end each other cannot both succeed.
import { type Sends, type Transactional, withoutNulls } from '../database/index.ts';
import type { ApiKey } from './api-key.ts';
import type { KeyRefusal } from './decide-key-powers.ts';
import { decideRevocation, type RevocationRequest } from './decide-revocation.ts';
import { ApiKeyEntity } from './entities.ts';
import { lockKeys, notifyChanged } from './lock-keys.ts';

export interface KeyRevocation extends RevocationRequest {
  readonly accountId: string;
  /** Statements of the caller's, in the same transaction. */
  readonly alongside?: ((tx: Sends) => void) | undefined;
}

export type RevocationOutcome =
  | {
      readonly status: 'revoked';
      readonly apiKey: ApiKey;
      /** All that were ended now, this one included; empty when it had been before. */
      readonly ended: readonly string[];
      /** Keys that descend from it and still work. */
      readonly descendantsLeft: number;
    }
  | { readonly status: 'refused'; readonly refusal: KeyRefusal };

export function revokeApiKey(database: Transactional, revocation: KeyRevocation): Promise<RevocationOutcome> {
  const { accountId, apiKeyId, now } = revocation;
  return database.transaction(async (tx): Promise<RevocationOutcome> => {
    const keys = await lockKeys(tx, accountId);
    const target = await tx.em().findOne(ApiKeyEntity, { accountId, id: apiKeyId });
    if (target === null) return { status: 'refused', refusal: { code: 'API_KEY_NOT_FOUND' } };
    const decision = decideRevocation(keys.map(withoutNulls), revocation);
    if ('refusal' in decision) return { status: 'refused', refusal: decision.refusal };
    const ended = new Set(decision.ended);
    for (const key of keys.filter(({ id }) => ended.has(id))) {
      key.revokedAt = now;
      notifyChanged(tx, key.id);
    }
    await tx.em().flush();
    revocation.alongside?.(tx);
    const left = keys.map(withoutNulls).filter(({ revokedAt, expiresAt, ancestorIds }) => {
      const isCurrent = revokedAt === undefined && (expiresAt === undefined || expiresAt > now);
      return isCurrent && ancestorIds.includes(apiKeyId);
    });
    return { status: 'revoked', apiKey: withoutNulls(target), ended: decision.ended, descendantsLeft: left.length };
  });
}
