import { newId, type Sends, type Sql, withoutNulls } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { ApiKey } from './api-key.ts';
import type { LimitPeriod } from './decide-limit-period.ts';
import { ApiKeyEntity } from './entities.ts';
import { limitClock } from './limit-clock.ts';
import type { Scope } from './scope.ts';
import { hashSecret, isMistyped, newSecret, prefixOf } from './secret.ts';

export interface NewApiKey {
  readonly accountId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Micro-credits for each period. */
  readonly spendingLimit?: MicroCredits | undefined;
  /** A day when absent. */
  readonly limitPeriod?: LimitPeriod | undefined;
  readonly expiresAt?: Date | undefined;
  /** Networks as `readNetwork` gives them; from anywhere when absent or empty. */
  readonly allowedIps?: readonly string[] | undefined;
  /** The key that asks for it, whose child it becomes; absent when none does (first key, configuration, operator). */
  readonly createdBy?: string | undefined;
  readonly now: Date;
  /** A secret the operator chose (demo and operator keys); random when absent. */
  readonly secret?: string | undefined;
  /** Statements of the caller's, in the same transaction. */
  readonly alongside?: ((tx: Sends) => void) | undefined;
}

/** Creates a key. The secret is in this answer and nowhere else. */
export async function createApiKey(sql: Sql, key: NewApiKey): Promise<{ apiKey: ApiKey; secret: string }> {
  const { accountId, name, scopes, spendingLimit, limitPeriod = 'DAY', expiresAt, allowedIps = [], now } = key;
  const { secret = newSecret(accountId) } = key;
  if (isMistyped(secret)) throw new Error('a secret that begins like ours has our form');
  const em = sql.em();
  const creator = key.createdBy === undefined ? null : await em.findOne(ApiKeyEntity, { accountId, id: key.createdBy });
  const created = em.create(ApiKeyEntity, {
    accountId,
    id: newId(),
    name,
    prefix: prefixOf(secret),
    secretHash: hashSecret(secret),
    scopes: [...scopes],
    spendingLimit,
    limitPeriod,
    ...(await limitClock(sql, accountId)),
    expiresAt,
    createdAt: now,
    allowedIps: [...allowedIps],
    ancestorIds: creator === null ? [] : [...creator.ancestorIds, creator.id],
  });
  await em.flush();
  const { secretHash: _digest, ...apiKey } = withoutNulls(created);
  return { apiKey, secret };
}
