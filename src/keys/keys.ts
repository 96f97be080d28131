// The keys of an account.
import { type Sql, type Transactional, withoutNulls } from '../database/index.ts';
import { recordEmails } from '../emails/index.ts';
import type { ApiKey, ReplacedSecret, Verification, VerifiedKey } from './api-key.ts';
import { createApiKey, type NewApiKey } from './create-api-key.ts';
import { ApiKeyEntity, ReplacedSecretEntity } from './entities.ts';
import { keyEmail } from './key-email.ts';
import { type KeyRevocation, type RevocationOutcome, revokeApiKey } from './revoke-api-key.ts';
import { type KeyRotation, type RotationOutcome, rotateApiKey } from './rotate-api-key.ts';
import type { ClientTokenSettings } from './tokens/client-token.ts';
import { createClientTokens, type MintOutcome, type NewClientToken } from './tokens/client-tokens.ts';
import { createLinkSeals, type LinkSeals } from './tokens/link-seals.ts';
import { isTokenForm } from './tokens/read-token.ts';
import { configuredSigningKeys, storedSigningKeys } from './tokens/signing-keys.ts';
import { type KeyUpdate, type KeyUpdateOutcome, updateApiKey } from './update-api-key.ts';
import { type ClientAddress, createKeyVerifier } from './verify-secret.ts';

export interface Keys {
  /**
   * Whose secret or client token it is, and whether it may be used from this address; or why not. Throws IssuerAwayError for a token
   * whose issuer cannot be asked for its keys.
   */
  verify(secret: string, address: ClientAddress): Promise<Verification>;
  /** At once, of a secret that was found good a moment ago and still is; undefined says nothing about it. */
  recall(secret: string, address: ClientAddress): VerifiedKey | undefined;
  /** A token for browsers, with some of what the key may do. */
  createClientToken(token: NewClientToken): Promise<MintOutcome>;
  create(key: Omit<NewApiKey, 'now'>): Promise<{ apiKey: ApiKey; secret: string }>;
  /** Holds for every request that begins after it has resolved; in other processes as soon as the notification arrives. */
  update(update: KeyUpdate): Promise<KeyUpdateOutcome>;
  /** Revoking twice changes nothing. */
  revoke(revocation: Omit<KeyRevocation, 'now'>): Promise<RevocationOutcome>;
  /** Another secret for a key; the one before works until its grace is over. */
  rotate(rotation: Omit<KeyRotation, 'now'>): Promise<RotationOutcome>;
  /** Of these keys, newest first: secrets that were replaced and still work. */
  replacedSecrets(accountId: string, apiKeyIds: readonly string[]): Promise<ReplacedSecret[]>;
  /** Newest first; all of them, or those after a key of the account. */
  list(accountId: string, page?: KeyPage): Promise<ApiKey[]>;
  byIds(accountId: string, apiKeyIds: readonly string[]): Promise<ApiKey[]>;
  /** Called when another process changed or revoked a key. */
  forget(apiKeyId: string): void;
  /** For links that are good for whoever has them. */
  readonly linkSeals: LinkSeals;
}

export interface KeyPage {
  readonly size: number;
  readonly after: ApiKey | undefined;
}

/** Tokens of this gateway, with signing keys from the database. */
const USUAL_TOKENS: ClientTokenSettings = { seeds: [], hasAccount: async () => false, log: () => undefined };

export function createKeys(database: Transactional, now: () => Date, settings = USUAL_TOKENS): Keys {
  const verifier = createKeyVerifier(database, now);
  const { seeds } = settings;
  const signingKeys = seeds.length > 0 ? configuredSigningKeys(seeds) : storedSigningKeys(database, now);
  const tokens = createClientTokens({ sql: database, settings, signingKeys, verifier, now });
  return {
    linkSeals: createLinkSeals(signingKeys),
    verify: (secret, address) => (isTokenForm(secret) ? tokens : verifier).verify(secret, address),
    recall: (secret, address) => (isTokenForm(secret) ? undefined : verifier.recall(secret, address)),
    createClientToken: (token) => tokens.mint(token),
    create: (key) =>
      database.transaction(async (tx) => {
        const created = await createApiKey(tx, { ...key, now: now() });
        recordEmails(tx, [keyEmail('api_key.created', created.apiKey, now())]);
        key.alongside?.(tx);
        return created;
      }),
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
    rotate: async (rotation) => {
      const outcome = await rotateApiKey(database, { ...rotation, now: now() });
      verifier.forget(rotation.apiKeyId);
      return outcome;
    },
    replacedSecrets: (accountId, apiKeyIds) => readReplacedSecrets(database, { accountId, apiKeyIds, now: now() }),
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

interface WorkingSecrets {
  readonly accountId: string;
  readonly apiKeyIds: readonly string[];
  readonly now: Date;
}

async function readReplacedSecrets(sql: Sql, { accountId, apiKeyIds, now }: WorkingSecrets): Promise<ReplacedSecret[]> {
  const where = { accountId, apiKeyId: { $in: [...apiKeyIds] }, worksUntil: { $gt: now } };
  const found = await sql.em().find(ReplacedSecretEntity, where, { orderBy: { replacedAt: 'desc' } });
  return found.map((secret) => {
    const { secretHash: _digest, ...shown } = withoutNulls(secret);
    return shown;
  });
}
