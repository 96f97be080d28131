// An API key, without its secret: the secret is shown once, at creation, and only its digest is kept.
import type { RowOf } from '../database/index.ts';
import type { ApiKeyEntity, ReplacedSecretEntity } from './entities.ts';

export type ApiKey = Omit<RowOf<typeof ApiKeyEntity>, 'secretHash'>;

/** A secret that a rotation replaced, without itself. */
export type ReplacedSecret = Omit<RowOf<typeof ReplacedSecretEntity>, 'secretHash'>;

/** A key above another one: its limit binds what the other spends, too, also after it was revoked or has expired. */
export type KeyAncestor = Pick<ApiKey, 'id' | 'spendingLimit' | 'limitPeriod'>;

/** A key whose secret was presented and holds good at this moment. */
export interface VerifiedKey
  extends Pick<
    ApiKey,
    'accountId' | 'id' | 'name' | 'prefix' | 'scopes' | 'spendingLimit' | 'limitPeriod' | 'expiresAt' | 'allowedIps'
  > {
  /** In the order of `ancestorIds`. */
  readonly ancestors: readonly KeyAncestor[];
}

/** Why a secret does not open the door. All but the first two are for somebody who has a secret that once did. */
export type KeyProblem =
  /** It begins like a secret of ours, and its checksum is wrong. */
  | 'MALFORMED'
  | 'UNKNOWN'
  | 'EXPIRED'
  | 'REVOKED'
  /** A rotation replaced it, and its grace is over. */
  | 'REPLACED'
  /** The key is good, but not from this address. */
  | 'ADDRESS_NOT_ALLOWED';

export type Verification =
  | { readonly status: 'good'; readonly key: VerifiedKey }
  | { readonly status: 'refused'; readonly problem: KeyProblem };
