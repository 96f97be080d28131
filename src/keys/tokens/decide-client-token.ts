// What a client token may be: some of its key's scopes, never those that manage, and not for long. Pure.
import type { Scope } from '../scope.ts';

/** What no client token ever has: to make or change keys, and to run the gateway. */
const NEVER_GIVEN: readonly Scope[] = ['KEYS_WRITE', 'OPERATOR'];

export const LIFETIME_SECONDS = { least: 60, usual: 900, most: 3_600 } as const;

export type TokenRefusal =
  | { readonly code: 'SCOPES_NOT_GIVEN'; readonly given: readonly Scope[] }
  | { readonly code: 'LIFETIME_OUT_OF_RANGE' };

/** Of a key's scopes, those that it may give to a token. */
export const givenScopes = (held: readonly Scope[]): readonly Scope[] =>
  held.filter((scope) => !NEVER_GIVEN.includes(scope));

export interface TokenAsked {
  readonly held: readonly Scope[];
  readonly scopes: readonly Scope[];
  readonly lifetimeSeconds: number;
}

/** Undefined when the token may be made. */
export function decideClientToken({ held, scopes, lifetimeSeconds }: TokenAsked): TokenRefusal | undefined {
  const given = givenScopes(held);
  if (scopes.length === 0 || !scopes.every((scope) => given.includes(scope))) {
    return { code: 'SCOPES_NOT_GIVEN', given };
  }
  const { least, most } = LIFETIME_SECONDS;
  const isInRange = Number.isInteger(lifetimeSeconds) && lifetimeSeconds >= least && lifetimeSeconds <= most;
  return isInRange ? undefined : { code: 'LIFETIME_OUT_OF_RANGE' };
}

export interface Narrowed {
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

interface Bounds {
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | undefined;
}

/** What a token can do now: what it says, of what its key can do at this moment. */
export function narrow(key: Bounds, token: Narrowed): Narrowed {
  const scopes = token.scopes.filter((scope) => givenScopes(key.scopes).includes(scope));
  const endsFirst = key.expiresAt !== undefined && key.expiresAt < token.expiresAt ? key.expiresAt : token.expiresAt;
  return { scopes, expiresAt: endsFirst };
}
