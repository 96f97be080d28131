// The keys of an account.
import { type Transactional, withoutNulls } from '../database/index.ts';
import type { ApiKey, VerifiedKey } from './api-key.ts';
import { createApiKey, type NewApiKey } from './create-api-key.ts';
import { ApiKeyEntity } from './entities.ts';
import { type KeyRevocation, type RevocationOutcome, revokeApiKey } from './revoke-api-key.ts';
import { type KeyUpdate, type KeyUpdateOutcome, updateApiKey } from './update-api-key.ts';
import { createKeyVerifier } from './verify-secret.ts';

export interface Keys {
  /** Undefined when the secret is unknown, revoked or expired. */
  verify(secret: string): Promise<VerifiedKey | undefined>;
  create(key: Omit<NewApiKey, 'now'>): Promise<{ apiKey: ApiKey; secret: string }>;
  /** Holds for every request that begins after it has resolved; in other processes as soon as the notification arrives. */
  update(update: KeyUpdate): Promise<KeyUpdateOutcome>;
  /** Revoking twice changes nothing. */
  revoke(revocation: Omit<KeyRevocation, 'now'>): Promise<RevocationOutcome>;
  /** Newest first; all of them, or those after a key of the account. */
  list(accountId: string, page?: KeyPage): Promise<ApiKey[]>;
  byIds(accountId: string, apiKeyIds: readonly string[]): Promise<ApiKey[]>;
  /** Called when another process changed or revoked a key. */
  forget(apiKeyId: string): void;
}

export interface KeyPage {
  readonly size: number;
  readonly after: ApiKey | undefined;
}

export function createKeys(database: Transactional, now: () => Date): Keys {
  const verifier = createKeyVerifier(database, now);
  return {
    verify: (secret) => verifier.verify(secret),
    create: (key) => createApiKey(database, { ...key, now: now() }),
    update: async (update) => {
      const outcome = await updateApiKey(database, update);
      verifier.forget(update.apiKeyId);
      return outcome;
    },
    revoke: async (revocation) => {
      const outcome = await revokeApiKey(database, { ...revocation, now: now() });
      if (outcome.status === 'revoked') for (const id of [revocation.apiKeyId, ...outcome.ended]) verifier.forget(id);
      return outcome;
    },
    list: async (accountId, page) => {
      const newestFirst = { orderBy: { createdAt: 'desc', id: 'desc' } } as const;
      const size = page === undefined ? {} : { limit: page.size };
      const where = { accountId, ...olderThan(page?.after) };
      return (await database.em().find(ApiKeyEntity, where, { ...newestFirst, ...size })).map(withoutNulls);
    },
    byIds: async (accountId, apiKeyIds) => {
      const found = await database.em().find(ApiKeyEntity, { accountId, id: { $in: [...apiKeyIds] } });
      return found.map(withoutNulls);
    },
    forget: (apiKeyId) => {
      verifier.forget(apiKeyId);
    },
  };
}

function olderThan(key: ApiKey | undefined) {
  if (key === undefined) return {};
  const { createdAt, id } = key;
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
}
