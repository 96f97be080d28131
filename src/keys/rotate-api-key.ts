// Gives a key another secret. The one before works on for a while, so that programs can be changed over one after the other.
import { type Sends, type Transaction, type Transactional, withoutNulls } from '../database/index.ts';
import { recordEmails } from '../emails/index.ts';
import type { ApiKey } from './api-key.ts';
import { decideKeyPowers, type KeyRefusal } from './decide-key-powers.ts';
import { ApiKeyEntity, type KeyTables } from './entities.ts';
import { keyEmail } from './key-email.ts';
import { budgetsAbove } from './limited-keys.ts';
import { lockKeys, notifyChanged } from './lock-keys.ts';
import { decideReach } from './networks.ts';
import { hashSecret, newSecret, prefixOf } from './secret.ts';

export interface KeyRotation {
  readonly accountId: string;
  readonly apiKeyId: string;
  /** The key that asks, of the same account; absent for the operator, who may rotate any. */
  readonly actingKeyId?: string | undefined;
  /** How long the secret before works on, from 1. */
  readonly graceHours: number;
  readonly now: Date;
  /** Statements of the caller's, in the same transaction. */
  readonly alongside?: ((tx: Sends) => void) | undefined;
}

export type RotationOutcome =
  | {
      readonly status: 'rotated';
      readonly apiKey: ApiKey;
      /** In this answer and nowhere else. */
      readonly secret: string;
      readonly replacedWorksUntil: Date;
    }
  | { readonly status: 'refused'; readonly refusal: KeyRefusal };

const HOUR_MILLISECONDS = 3_600_000;
const refused = (code: 'API_KEY_NOT_FOUND' | 'ROTATION_ABOVE_OWN'): RotationOutcome => ({
  status: 'refused',
  refusal: { code },
});

/**
 * Rotating again is safe when an answer was lost: what was replaced before works on, no longer than what is replaced now. A new
 * grace can so end an older one early, and never prolongs it.
 */
export function rotateApiKey(database: Transactional, rotation: KeyRotation): Promise<RotationOutcome> {
  const { accountId, apiKeyId, actingKeyId = apiKeyId, graceHours, now } = rotation;
  return database.transaction(async (tx): Promise<RotationOutcome> => {
    const keys = await lockKeys(tx, accountId, [apiKeyId, actingKeyId]);
    const target = keys.map(withoutNulls).find(({ id }) => id === apiKeyId);
    if (target === undefined) return refused('API_KEY_NOT_FOUND');
    if (rotation.actingKeyId !== undefined) {
      const acting = keys.map(withoutNulls).find(({ id }) => id === actingKeyId);
      if (acting?.scopes.includes('KEYS_WRITE') !== true) return refused('API_KEY_NOT_FOUND');
      if (!mayRotate(acting, target, await budgetsAbove(tx, acting))) return refused('ROTATION_ABOVE_OWN');
    }
    const replacedWorksUntil = new Date(now.getTime() + graceHours * HOUR_MILLISECONDS);
    const secret = newSecret(accountId);
    await replaceSecret(tx, { target, secret, now, worksUntil: replacedWorksUntil });
    notifyChanged(tx, apiKeyId);
    recordEmails(tx, [keyEmail('api_key.rotated', { ...target, prefix: prefixOf(secret) }, now)]);
    rotation.alongside?.(tx);
    return { status: 'rotated', apiKey: { ...target, prefix: prefixOf(secret) }, secret, replacedWorksUntil };
  });
}

/** Who rotates a key has its secret: as if it were created, and out of no budget but those that bind the acting key. */
function mayRotate(acting: ApiKey, target: ApiKey, budgets: readonly string[]): boolean {
  if (target.id === acting.id) return true;
  const change = { acting, before: undefined, after: target };
  const bound = [target.id, ...target.ancestorIds];
  const isOfTheirBudgets = budgets.every((id) => bound.includes(id));
  return isOfTheirBudgets && decideKeyPowers(change) === undefined && decideReach(change) === undefined;
}

interface Replacement {
  readonly target: Pick<ApiKey, 'accountId' | 'id' | 'prefix'>;
  readonly secret: string;
  readonly now: Date;
  readonly worksUntil: Date;
}

async function replaceSecret(tx: Transaction, { target, secret, now, worksUntil }: Replacement): Promise<void> {
  const { accountId, id, prefix } = target;
  const tables = tx.tables<KeyTables>();
  const stored = await tx
    .em()
    .findOneOrFail(ApiKeyEntity, { accountId, id }, { populate: ['secretHash'], refresh: true });
  await tables
    .updateTable('replaced_secret')
    .set({ worksUntil })
    .where('accountId', '=', accountId)
    .where('apiKeyId', '=', id)
    .where('worksUntil', '>', worksUntil)
    .execute();
  await tables
    .insertInto('replaced_secret')
    .values({ accountId, apiKeyId: id, secretHash: stored.secretHash, prefix, replacedAt: now, worksUntil })
    .execute();
  await tables
    .updateTable('api_key')
    .set({ secretHash: hashSecret(secret), prefix: prefixOf(secret) })
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .execute();
}
