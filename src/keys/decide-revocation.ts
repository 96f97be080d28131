// Which keys end when one is revoked, or why none does. Pure.
import type { ApiKey } from './api-key.ts';
import { holds, isManagedBeside, type KeyRefusal } from './decide-key-powers.ts';
import type { Scope } from './scope.ts';

export interface RevocationRequest {
  readonly apiKeyId: string;
  /** Those that descend from it end with it. */
  readonly descendants?: boolean | undefined;
  /** Scopes of the key that asks; absent for the operator, who may end any. */
  readonly actingScopes?: readonly Scope[] | undefined;
  readonly now: Date;
}

type Revocable = Pick<ApiKey, 'id' | 'scopes' | 'expiresAt' | 'ancestorIds'>;

/** Over the keys of the account that were not revoked before. */
export function decideRevocation(
  keys: readonly Revocable[],
  { apiKeyId, descendants = false, actingScopes, now }: RevocationRequest,
): { readonly ended: readonly string[] } | { readonly refusal: KeyRefusal } {
  const isEnded = ({ id, ancestorIds }: Revocable) =>
    id === apiKeyId || (descendants && ancestorIds.includes(apiKeyId));
  const ended = keys.filter(isEnded);
  const ids = { ended: ended.map(({ id }) => id) };
  if (actingScopes === undefined) return ids;
  const mightier = ended.filter(({ scopes }) => !holds({ scopes: actingScopes }, scopes));
  if (mightier.length > 0) {
    return {
      refusal: { code: 'MIGHTIER_KEY', path: mightier.some(({ id }) => id === apiKeyId) ? 'id' : 'descendants' },
    };
  }
  const left = keys.filter((key) => !isEnded(key));
  const current = ended.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
  return current.every((key) => isManagedBeside(key, left)) ? ids : { refusal: { code: 'LAST_MANAGER', path: 'id' } };
}
