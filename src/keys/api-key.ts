// An API key, without its secret: the secret is shown once, at creation, and only its digest is kept.
import type { RowOf } from '../database/index.ts';
import type { ApiKeyEntity } from './entities.ts';

export type ApiKey = Omit<RowOf<typeof ApiKeyEntity>, 'secretHash'>;

/** A key above another one: its daily limit binds what the other spends, too, also after it was revoked or has expired. */
export type KeyAncestor = Pick<ApiKey, 'id' | 'dailyLimit'>;

/** A key whose secret was presented and holds good at this moment. */
export interface VerifiedKey extends Pick<ApiKey, 'accountId' | 'id' | 'scopes' | 'dailyLimit' | 'expiresAt'> {
  /** In the order of `ancestorIds`. */
  readonly ancestors: readonly KeyAncestor[];
}
