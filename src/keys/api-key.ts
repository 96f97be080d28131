// An API key, without its secret: the secret is shown once, at creation, and only its digest is kept.
import type { MicroCredits } from '../money/index.ts';

export const SCOPES = [
  'GENERATION_WRITE',
  'GENERATION_READ',
  'ACCOUNT_READ',
  'BILLING_WRITE',
  'KEYS_WRITE',
  'OPERATOR',
] as const;

export type Scope = (typeof SCOPES)[number];

export interface ApiKey {
  readonly accountId: string;
  readonly id: string;
  readonly name: string;
  /** The secret's first characters, for people to tell keys apart. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** Micro-credits per UTC day, reserved and charged together; undefined: no limit. */
  readonly dailyLimit: MicroCredits | undefined;
  readonly expiresAt: Date | undefined;
  readonly revokedAt: Date | undefined;
  readonly lastUsedAt: Date | undefined;
  readonly createdAt: Date;
  /** The keys it descends from, the first one first and the one that created it last; empty: no key created it. */
  readonly ancestorIds: readonly string[];
}

/** A key above another one: its daily limit binds what the other spends, too. */
export interface KeyAncestor {
  readonly id: string;
  /** Micro-credits per UTC day; undefined: no limit. It binds after the key was revoked or has expired, too. */
  readonly dailyLimit: MicroCredits | undefined;
}

/** A key whose secret was presented and holds good at this moment. */
export interface VerifiedKey extends Pick<ApiKey, 'accountId' | 'id' | 'scopes' | 'dailyLimit' | 'expiresAt'> {
  /** In the order of `ancestorIds`. */
  readonly ancestors: readonly KeyAncestor[];
}
