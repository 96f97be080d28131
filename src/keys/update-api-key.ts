// Changes a key. The change is decided over both keys as they are in the database, not as a cache knows them: a key that
// was cut back a moment ago must not widen itself again.
import { type Transactional, withoutNulls } from '../database/index.ts';
import type { MicroCredits } from '../money/index.ts';
import type { ApiKey } from './api-key.ts';
import { decideKeyPowers, isManagedBeside, type KeyRefusal, lostManagement } from './decide-key-powers.ts';
import type { LimitPeriod } from './decide-limit-period.ts';
import { lockKeys, notifyChanged } from './lock-keys.ts';
import { decideReach } from './networks.ts';
import type { Scope } from './scope.ts';

/** What is absent stays as it is. */
export interface KeyChanges {
  readonly name?: string | undefined;
  readonly scopes?: readonly Scope[] | undefined;
  /** Micro-credits for each period; null: no limit. */
  readonly spendingLimit?: MicroCredits | null | undefined;
  readonly limitPeriod?: LimitPeriod | undefined;
  /** Null: never. */
  readonly expiresAt?: Date | null | undefined;
  /** Networks as `readNetwork` gives them; empty: from anywhere. */
  readonly allowedIps?: readonly string[] | undefined;
}

export interface KeyUpdate {
  readonly accountId: string;
  readonly apiKeyId: string;
  /** The key that asks; it may be the same one. */
  readonly actingKeyId: string;
  readonly changes: KeyChanges;
}

export type KeyUpdateOutcome =
  | { readonly status: 'updated'; readonly apiKey: ApiKey }
  | { readonly status: 'refused'; readonly refusal: KeyRefusal };

const NOT_FOUND: KeyUpdateOutcome = { status: 'refused', refusal: { code: 'API_KEY_NOT_FOUND' } };

export function updateApiKey(database: Transactional, update: KeyUpdate): Promise<KeyUpdateOutcome> {
  const { accountId, apiKeyId, actingKeyId, changes } = update;
  // Only these can take away the account's last manager, which depends on all of its keys.
  const dependsOnAll = changes.scopes !== undefined || changes.expiresAt !== undefined;
  return database.transaction(async (tx): Promise<KeyUpdateOutcome> => {
    const keys = await lockKeys(tx, accountId, dependsOnAll ? undefined : [apiKeyId, actingKeyId]);
    const target = keys.find(({ id }) => id === apiKeyId);
    const acting = keys.find(({ id }) => id === actingKeyId);
    if (target === undefined || acting?.scopes.includes('KEYS_WRITE') !== true) return NOT_FOUND;
    const before = withoutNulls(target);
    const after = changed(before, changes);
    const others = keys.filter((key) => key !== target).map(withoutNulls);
    const isBelow = before.ancestorIds.includes(actingKeyId);
    const change = { acting: withoutNulls(acting), before, after, isBelow };
    const refusal = decideKeyPowers(change) ?? decideReach(change) ?? decideLoss(before, after, others);
    if (refusal !== undefined) return { status: 'refused', refusal };
    const { name, scopes, spendingLimit = null, limitPeriod, expiresAt = null, allowedIps } = after;
    const lists = { scopes: [...scopes], allowedIps: [...allowedIps] };
    tx.em().assign(target, { name, spendingLimit, limitPeriod, expiresAt, ...lists });
    await tx.em().flush();
    notifyChanged(tx, apiKeyId);
    return { status: 'updated', apiKey: after };
  });
}

function decideLoss(before: ApiKey, after: ApiKey, others: readonly ApiKey[]): KeyRefusal | undefined {
  const lost = lostManagement(before, after);
  return lost === undefined || isManagedBeside(before, others) ? undefined : { code: 'LAST_MANAGER', path: lost };
}

function changed(key: ApiKey, changes: KeyChanges): ApiKey {
  const { name, scopes, spendingLimit, limitPeriod, expiresAt, allowedIps } = changes;
  return {
    ...key,
    name: name ?? key.name,
    scopes: scopes === undefined ? key.scopes : [...scopes],
    spendingLimit: spendingLimit === undefined ? key.spendingLimit : (spendingLimit ?? undefined),
    limitPeriod: limitPeriod ?? key.limitPeriod,
    expiresAt: expiresAt === undefined ? key.expiresAt : (expiresAt ?? undefined),
    allowedIps: allowedIps ?? key.allowedIps,
  };
}
