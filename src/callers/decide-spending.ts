// Whether a key may reserve an amount at this moment, as `generate` would decide it, and if not, why. Pure.

import { fraction, type MicroCredits, microCredits, min, roundUp, ZERO } from '../money/index.ts';
import { affordableCount, type Exactness } from '../pricing/index.ts';
import type { SpendingPower } from '../usage/index.ts';
import { LIMIT_REACHED } from './user-errors.ts';

export type SpendingBlock =
  | 'ACCOUNT_SUSPENDED'
  | 'CONCURRENCY_LIMIT_REACHED'
  | 'KEY_DAILY_LIMIT_REACHED'
  | 'KEY_WEEKLY_LIMIT_REACHED'
  | 'KEY_MONTHLY_LIMIT_REACHED'
  | 'END_USER_LIMIT_REACHED'
  | 'CREDIT_LIMIT_REACHED'
  | 'INSUFFICIENT_CREDITS'
  | 'PRICE_UNKNOWN';

export interface Spender {
  readonly isSuspended: boolean;
  readonly concurrencyLimit: number;
  readonly power: SpendingPower;
  /** What may still be spent for the end user that it would be for; undefined: nothing limits that. */
  readonly leftForEndUser?: MicroCredits | undefined;
  readonly available: MicroCredits;
  /** 0 for prepaid. */
  readonly creditLimit: MicroCredits;
}

/** In the order in which `generate` would refuse. Undefined: nothing blocks. `amount` is undefined without a price. */
export function decideBlock(spender: Spender, amount: MicroCredits | undefined): SpendingBlock | undefined {
  if (spender.isSuspended) return 'ACCOUNT_SUSPENDED';
  if (amount === undefined) return 'PRICE_UNKNOWN';
  if (spender.power.running >= spender.concurrencyLimit) return 'CONCURRENCY_LIMIT_REACHED';
  // What is free of charge fits into every limit and needs no credits.
  if (amount === ZERO) return undefined;
  const limit = decideLimit(spender, amount);
  if (limit !== undefined) return limit;
  if (amount <= spender.available) return undefined;
  return spender.creditLimit > ZERO ? 'CREDIT_LIMIT_REACHED' : 'INSUFFICIENT_CREDITS';
}

/** The key's first, then the end user's. */
function decideLimit({ power: { budget }, leftForEndUser }: Spender, amount: MicroCredits): SpendingBlock | undefined {
  if (budget !== undefined && amount > budget.left) return LIMIT_REACHED[budget.period];
  return leftForEndUser !== undefined && amount > leftForEndUser ? 'END_USER_LIMIT_REACHED' : undefined;
}

/** What one request could reserve: nothing while the account is suspended or all its places are taken. */
export function spendableBy(spender: Spender): MicroCredits | undefined {
  const { isSuspended, concurrencyLimit, power, available, leftForEndUser = available } = spender;
  if (isSuspended || power.running >= concurrencyLimit) return undefined;
  const left = min(available, leftForEndUser);
  return power.budget === undefined ? left : min(left, power.budget.left);
}

interface Estimated {
  readonly exactness: Exactness;
  /** Expected, of a request for one output. */
  readonly costPerGeneration: MicroCredits;
  /** Of all `count` outputs. */
  readonly maxCost: MicroCredits;
  readonly count: number;
}

/**
 * How many outputs like the estimated one a balance pays for. Where the cost is only bounded, the bound counts: what may
 * come out has to be reserved.
 */
export function affordable(
  { exactness, costPerGeneration, maxCost, count }: Estimated,
  available: MicroCredits,
): number {
  const bound = microCredits(roundUp(fraction(maxCost, BigInt(count))));
  return affordableCount(available, exactness === 'EXACT' ? costPerGeneration : bound);
}
