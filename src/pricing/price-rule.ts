// The kinds of price a model can have: one variant each, and one function each in rules/.

import type { Fraction, MicroCredits } from '../money/index.ts';
import type { Meter } from './meter.ts';

export type ParameterValue = string | number | boolean;
export type Parameters = Readonly<Record<string, unknown>>;

/** `output`: priced for each output. `call`: priced once for the whole request, whatever its count. */
export type Scope = 'output' | 'call';

/** `price` buys `per` units of a meter: 0.015 credits per 1000 characters. */
export interface Rate {
  readonly price: MicroCredits;
  readonly per: Fraction;
}

interface ScopedRule {
  readonly scope: Scope;
}

interface MeteredRule extends ScopedRule {
  readonly meter: Meter;
}

/** A fixed price, whatever is made. */
export interface FlatRule extends ScopedRule {
  readonly kind: 'flat';
  readonly price: MicroCredits;
}

/** A price in proportion to a meter. */
export interface PerUnitRule extends MeteredRule, Rate {
  readonly kind: 'perUnit';
}

/** A price for each started block of `size` units: per started 6 seconds, per started 50 characters. */
export interface PackageRule extends MeteredRule {
  readonly kind: 'package';
  readonly size: Fraction;
  readonly price: MicroCredits;
}

/** `upTo` is inclusive; null marks the last tier, which has no end. */
export interface Tier {
  readonly upTo: Fraction | null;
  readonly price: MicroCredits;
}

/** Each part of the quantity pays the price of the tier it falls into. */
export interface GraduatedTiersRule extends MeteredRule {
  readonly kind: 'graduatedTiers';
  readonly per: Fraction;
  readonly tiers: readonly Tier[];
}

/** The whole quantity pays the price of the tier it ends in. */
export interface VolumeTiersRule extends MeteredRule {
  readonly kind: 'volumeTiers';
  readonly per: Fraction;
  readonly tiers: readonly Tier[];
}

/** One price for the first `upTo` units, used or not, then a rate for what goes beyond; `started` units count whole. */
export interface FirstPlusFurtherRule extends MeteredRule {
  readonly kind: 'firstPlusFurther';
  readonly first: { readonly upTo: Fraction; readonly price: MicroCredits };
  readonly further: Rate & { readonly counting: 'exact' | 'started' };
}

export interface MatrixRow {
  readonly where: Readonly<Record<string, ParameterValue>>;
  readonly price: MicroCredits;
}

/** A price by combination of parameters. The most specific row wins; a combination without a row is refused. */
export interface MatrixRule extends MeteredRule {
  readonly kind: 'matrix';
  readonly per: Fraction;
  readonly rows: readonly MatrixRow[];
}

/** A price by the value of one text parameter. */
export interface StyleTableRule extends MeteredRule {
  readonly kind: 'styleTable';
  readonly parameter: string;
  readonly prices: Readonly<Record<string, MicroCredits>>;
}

export type Condition =
  | { readonly parameter: string; readonly is: readonly ParameterValue[] }
  | { readonly meter: Meter; readonly moreThan: Fraction };

/** An addition to the price, when all conditions hold, for what goes beyond `beyond` units of a meter. */
export interface SurchargeRule extends MeteredRule, Rate {
  readonly kind: 'surcharge';
  readonly label: string;
  readonly when: readonly Condition[];
  readonly beyond: Fraction;
}

/** Multiplies everything that the other rules add up to, when all conditions hold. Several multiply each other. */
export interface MultiplierRule {
  readonly kind: 'multiplier';
  readonly label: string;
  readonly when: readonly Condition[];
  readonly by: Fraction;
}

/** A call that would cost less costs this. */
export interface MinimumChargeRule {
  readonly kind: 'minimumCharge';
  readonly price: MicroCredits;
}

/** Rules that make a price. A model needs at least one of them. */
export type BaseRule =
  | FlatRule
  | PerUnitRule
  | PackageRule
  | GraduatedTiersRule
  | VolumeTiersRule
  | FirstPlusFurtherRule
  | MatrixRule
  | StyleTableRule;

/** Rules that change a price made by others. */
export type ModifierRule = SurchargeRule | MultiplierRule | MinimumChargeRule;

export type PriceRule = BaseRule | ModifierRule;
