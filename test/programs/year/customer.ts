// A customer of the year: what they are like, and what they remember of what they did.
import type { SeededRandom } from '../../../simulators/media/index.ts';
import type { World } from './world.ts';

/** Something to do; says what became of it, for the year's statistics. */
export type Deed = (world: World, customer: Customer) => Promise<string | undefined>;

export interface Habit {
  readonly name: string;
  readonly perDay: number;
  readonly deed: Deed;
}

export interface Persona {
  readonly name: string;
  /** Stripe's name of a test card; undefined: none at first. */
  readonly card: string | undefined;
  /** Done first of all. */
  readonly first: readonly Habit[];
  readonly habits: readonly Habit[];
  /** Cents: what automatic top-ups may take in a month. */
  readonly cap?: bigint;
}

/** Credits that were charged, or given back, as the customer saw it. */
export interface Use {
  readonly at: Date;
  readonly generationId: string;
  readonly model: string;
  /** Micro-credits; below zero: given back. */
  readonly amount: bigint;
}

export interface Reservation {
  readonly generationId: string;
  readonly model: string;
  readonly amount: bigint;
}

export interface OpenDispute {
  readonly id: string;
  readonly decidedAt: Date;
  readonly outcome: 'won' | 'lost';
}

export interface Customer {
  readonly index: number;
  readonly random: SeededRandom;
  readonly persona: Persona;
  readonly email: string;
  readonly accountId: string;
  /** Stripe's, on one of its test clocks or in real time: who pays at once, and who is sent invoices. */
  readonly customerId: string;
  readonly billedId: string;
  readonly uses: Use[];
  readonly reserved: Reservation[];
  readonly disputes: OpenDispute[];
  /** Micro-credits that an operator gave, by the grant's key. */
  readonly gifts: Map<string, bigint>;
  /** For idempotency keys. */
  nextKey(): string;
}
