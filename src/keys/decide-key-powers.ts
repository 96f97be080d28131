// What a key may give to a key: never more than it has itself. Pure.
import type { MicroCredits } from '../money/index.ts';
import type { ApiKey } from './api-key.ts';
import { isWithin, type KeyLimit, type LimitPeriod } from './decide-limit-period.ts';
import type { Scope } from './scope.ts';

/** What a key can do, how much of it in a period, for how long, and from where. */
export type KeyPowers = Pick<ApiKey, 'scopes' | 'spendingLimit' | 'limitPeriod' | 'expiresAt' | 'allowedIps'>;

export type KeyRefusal =
  /** The account has no such key, or it was revoked; also when the acting key has just lost its right to change keys. */
  | { readonly code: 'API_KEY_NOT_FOUND' }
  /** A key has one scope at least, and is given none that the acting one lacks. */
  | { readonly code: 'SCOPES_NOT_HELD'; readonly held: readonly Scope[] }
  | { readonly code: 'LIMIT_ABOVE_OWN'; readonly own: MicroCredits; readonly period: LimitPeriod }
  | { readonly code: 'EXPIRY_AFTER_OWN'; readonly own: Date }
  /** It could be used from where the acting key cannot. */
  | { readonly code: 'REACH_BEYOND_OWN'; readonly own: readonly string[] }
  /** Its new secret would give the acting key what that lacks, or a budget beside its own. */
  | { readonly code: 'ROTATION_ABOVE_OWN' }
  /** It may do what the acting key may not, so that one neither changes its powers nor ends it. */
  | {
      readonly code: 'MIGHTIER_KEY';
      readonly path: 'scopes' | 'spendingLimit' | 'expiresAt' | 'allowedIps' | 'id' | 'descendants';
    }
  /** Nobody could manage the account's keys any more, or not for as long as now. */
  | { readonly code: 'LAST_MANAGER'; readonly path: 'scopes' | 'expiresAt' | 'id' };

/** From where is decided by `decideReach`. */
type Bounded = Omit<KeyPowers, 'allowedIps'>;

export interface PowersChange {
  /** Of the key that asks. */
  readonly acting: Bounded;
  /** Of the key that is to change; undefined for a new one. */
  readonly before: Bounded | undefined;
  readonly after: Bounded;
  /** What the changed key spends counts against the acting one, too; so it is for a new key. */
  readonly isBelow?: boolean;
}

/** Undefined when the change is allowed: less is, of keys no mightier than the acting one; more only out of what that has. */
export function decideKeyPowers(change: PowersChange): KeyRefusal | undefined {
  return decideMight(change) ?? decideScopes(change) ?? decideLimit(change) ?? decideExpiry(change);
}

/** Whoever finds a lesser key must not lock the owner of a greater one out. */
function decideMight({ acting, before, after }: PowersChange): KeyRefusal | undefined {
  if (before === undefined || holds(acting, before.scopes)) return undefined;
  if (!isSame(before.scopes, after.scopes)) return { code: 'MIGHTIER_KEY', path: 'scopes' };
  if (!isSameLimit(before, after)) return { code: 'MIGHTIER_KEY', path: 'spendingLimit' };
  if (before.expiresAt?.getTime() !== after.expiresAt?.getTime()) return { code: 'MIGHTIER_KEY', path: 'expiresAt' };
  return undefined;
}

/** What a change takes from the account: a key that manages keys, or the end of one that did for longer. */
export function lostManagement(before: Bounded, after: Bounded): 'scopes' | 'expiresAt' | undefined {
  if (!before.scopes.includes('KEYS_WRITE')) return undefined;
  if (!after.scopes.includes('KEYS_WRITE')) return 'scopes';
  return isAbove(before.expiresAt, after.expiresAt) ? 'expiresAt' : undefined;
}

function decideScopes({ acting, before, after }: PowersChange): KeyRefusal | undefined {
  if (before !== undefined && isSame(before.scopes, after.scopes)) return undefined;
  if (after.scopes.length > 0 && holds(acting, after.scopes)) return undefined;
  return { code: 'SCOPES_NOT_HELD', held: acting.scopes };
}

function decideLimit({ acting, before, after, isBelow = false }: PowersChange): KeyRefusal | undefined {
  const { spendingLimit: own, limitPeriod: period } = acting;
  if (own === undefined || isWithin(after, acting) || (before !== undefined && isLess(before, after))) return undefined;
  // Limits of different periods bind side by side where the one key descends from the other.
  const isBoundBoth = (before === undefined || isBelow) && after.spendingLimit !== undefined;
  return isBoundBoth && after.limitPeriod !== period ? undefined : { code: 'LIMIT_ABOVE_OWN', own, period };
}

const isLess = (before: KeyLimit, after: KeyLimit): boolean => isSameLimit(before, after) || isWithin(after, before);

const isSameLimit = (one: KeyLimit, other: KeyLimit): boolean =>
  one.spendingLimit === other.spendingLimit &&
  (one.spendingLimit === undefined || one.limitPeriod === other.limitPeriod);

function decideExpiry({ acting, before, after }: PowersChange): KeyRefusal | undefined {
  const isMore = before === undefined || isAbove(after.expiresAt, before.expiresAt);
  if (!isMore) return undefined;
  const { expiresAt: own } = acting;
  return own !== undefined && isAbove(after.expiresAt, own) ? { code: 'EXPIRY_AFTER_OWN', own } : undefined;
}

type Managing = Pick<KeyPowers, 'scopes' | 'expiresAt'>;

/** Whether one of the others manages keys and does so for as long as the one that is lost. */
export function isManagedBeside(lost: Managing, others: readonly Managing[]): boolean {
  if (!lost.scopes.includes('KEYS_WRITE')) return true;
  return others.some(({ scopes, expiresAt }) => scopes.includes('KEYS_WRITE') && !isAbove(lost.expiresAt, expiresAt));
}

export const holds = ({ scopes }: Pick<KeyPowers, 'scopes'>, asked: readonly Scope[]): boolean =>
  asked.every((scope) => scopes.includes(scope));

const isSame = (one: readonly Scope[], other: readonly Scope[]): boolean =>
  one.length === other.length && one.every((scope) => other.includes(scope));

/** Undefined is without end. */
function isAbove<Bound extends bigint | Date>(bound: Bound | undefined, other: Bound | undefined): boolean {
  if (other === undefined) return false;
  return bound === undefined || bound > other;
}
