// What a check looks at. Each gives what is wrong, in words; an empty list is what everybody hopes for.
import type { Customer } from '../customer.ts';
import type { Year } from '../live-year.ts';
import type { StripeBooks } from '../stripe-books.ts';
import type { World } from '../world.ts';

export interface Case {
  readonly world: World;
  readonly year: Year;
  readonly customer: Customer;
  readonly books: StripeBooks;
}

export type Check = (facts: Case) => Promise<readonly string[]>;

export const differ = (what: string, ours: unknown, expected: unknown): string[] =>
  ours === expected ? [] : [`${what}: ${String(ours)}, expected ${String(expected)}`];

export const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
