// An API key, without its secret: the secret is shown once, at creation, and only its digest is kept.
import type { RowOf } from '../database/index.ts';
import type { ApiKeyEntity, ReplacedSecretEntity } from './entities.ts';
import type { ClientToken } from './tokens/client-token.ts';

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
  /** The token that was shown instead of a secret: scopes and end are then those that it has of the key's. */
  readonly clientToken?: ClientToken;
}

/** Why a secret does not open the door. All but the first two are for somebody who has a secret that once did. */
export type KeyProblem =
  /** It begins like a secret of ours, and its checksum is wrong; or like a token, and is none. */
  | 'MALFORMED'
  | 'UNKNOWN'
  | 'EXPIRED'
  | 'REVOKED'
  /** A rotation replaced it, and its grace is over. */
  | 'REPLACED'
  /** The key is good, but not from this address. */
  | 'ADDRESS_NOT_ALLOWED'
  /** A client token that nobody signed whose signature is accepted here. */
  | 'TOKEN_UNKNOWN'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET_VALID'
  /** Well signed, but for somebody else, or without an account that there is here. */
  | 'TOKEN_NOT_ACCEPTED';

export type Verification =
  | { readonly status: 'good'; readonly key: VerifiedKey }
  | { readonly status: 'refused'; readonly problem: KeyProblem };
