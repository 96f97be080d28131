// The price of one call again, written without a look at the engine: one plain reading of each rule, slow and obvious.
import type { Fraction } from '../../src/money/index.ts';
import type { PriceRule } from '../../src/pricing/index.ts';

type Of<Kind extends PriceRule['kind']> = Extract<PriceRule, { kind: Kind }>;

export interface NaiveCall {
  readonly rules: readonly PriceRule[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly quantities: Readonly<Partial<Record<string, Fraction>>>;
  readonly copies: bigint;
}

const NO_PRICE = 'NO_PRICE';

/** left > right, by multiplication across. */
function isMore(left: Fraction, right: Fraction): boolean {
  return left.numerator * right.denominator > right.numerator * left.denominator;
}

function minus(left: Fraction, right: Fraction): Fraction {
  return {
    numerator: left.numerator * right.denominator - right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
  };
}

/** The smallest whole number that is not below the value, found by looking at both neighbours of the quotient. */
function ceiling({ numerator, denominator }: Fraction): bigint {
  const near = numerator / denominator;
  const candidates = [near - 1n, near, near + 1n];
  const fitting = candidates.filter((candidate) => candidate * denominator >= numerator);
  return fitting[0]!;
}

/** `price` for each `per` units, rounded up once. */
function atRate(quantity: Fraction, { price, per }: { readonly price: bigint; readonly per: Fraction }): bigint {
  return ceiling({
    numerator: quantity.numerator * price * per.denominator,
    denominator: quantity.denominator * per.numerator,
  });
}

function counted({ quantities }: NaiveCall, meter: string): Fraction {
  const quantity = quantities[meter];
  if (quantity === undefined) throw new Error(NO_PRICE);
  return quantity;
}

function priceOfPackage({ size, price, meter }: Of<'package'>, call: NaiveCall): bigint {
  const quantity = counted(call, meter);
  let blocks = 0n;
  while (isMore(quantity, { numerator: blocks * size.numerator, denominator: size.denominator })) blocks += 1n;
  return blocks * price;
}

function priceOfGraduatedTiers({ tiers, per, meter }: Of<'graduatedTiers'>, call: NaiveCall): bigint {
  const quantity = counted(call, meter);
  let start: Fraction = { numerator: 0n, denominator: 1n };
  let total = 0n;
  for (const { upTo, price } of tiers) {
    const end = upTo === null || isMore(upTo, quantity) ? quantity : upTo;
    if (isMore(end, start)) total += atRate(minus(end, start), { price, per });
    start = end;
  }
  return total;
}

function priceOfVolumeTiers({ tiers, per, meter }: Of<'volumeTiers'>, call: NaiveCall): bigint {
  const quantity = counted(call, meter);
  const tier = tiers.find(({ upTo }) => upTo === null || !isMore(quantity, upTo));
  return atRate(quantity, { price: tier!.price, per });
}

function priceOfFirstPlusFurther({ first, further, meter }: Of<'firstPlusFurther'>, call: NaiveCall): bigint {
  const beyond = minus(counted(call, meter), first.upTo);
  if (beyond.numerator <= 0n) return first.price;
  const units = further.counting === 'started' ? { numerator: ceiling(beyond), denominator: 1n } : beyond;
  return first.price + atRate(units, further);
}

function priceOfMatrix({ rows, per, meter }: Of<'matrix'>, call: NaiveCall): bigint {
  const fitting = rows.filter(({ where }) => Object.keys(where).every((name) => where[name] === call.parameters[name]));
  const size = (row: (typeof rows)[number]): number => Object.keys(row.where).length;
  const best = fitting.filter((row) => fitting.every((other) => size(other) <= size(row)));
  if (best.length !== 1) throw new Error(NO_PRICE);
  return atRate(counted(call, meter), { price: best[0]!.price, per });
}

function priceOfStyle({ prices, parameter, meter }: Of<'styleTable'>, call: NaiveCall): bigint {
  const entry = Object.entries(prices).find(([style]) => style === call.parameters[parameter]);
  if (entry === undefined) throw new Error(NO_PRICE);
  return atRate(counted(call, meter), { price: entry[1], per: { numerator: 1n, denominator: 1n } });
}

function applies({ when }: Of<'surcharge'> | Of<'multiplier'>, call: NaiveCall): boolean {
  return when.every((condition) =>
    'meter' in condition
      ? isMore(counted(call, condition.meter), condition.moreThan)
      : condition.is.some((value) => value === call.parameters[condition.parameter]),
  );
}

function priceOfSurcharge(rule: Of<'surcharge'>, call: NaiveCall): bigint {
  if (!applies(rule, call)) return 0n;
  const quantity = counted(call, rule.meter);
  return isMore(quantity, rule.beyond) ? atRate(minus(quantity, rule.beyond), rule) : 0n;
}

function priceOf(rule: PriceRule, call: NaiveCall): bigint {
  switch (rule.kind) {
    case 'flat':
      return rule.price;
    case 'perUnit':
      return atRate(counted(call, rule.meter), rule);
    case 'package':
      return priceOfPackage(rule, call);
    case 'graduatedTiers':
      return priceOfGraduatedTiers(rule, call);
    case 'volumeTiers':
      return priceOfVolumeTiers(rule, call);
    case 'firstPlusFurther':
      return priceOfFirstPlusFurther(rule, call);
    case 'matrix':
      return priceOfMatrix(rule, call);
    case 'styleTable':
      return priceOfStyle(rule, call);
    case 'surcharge':
      return priceOfSurcharge(rule, call);
    default:
      return 0n;
  }
}

/** Micro-credits; undefined when there is no price. */
export function naivePrice(call: NaiveCall): bigint | undefined {
  try {
    let ofOne = call.rules.reduce((total, rule) => total + priceOf(rule, call), 0n);
    let factor: Fraction = { numerator: 1n, denominator: 1n };
    for (const rule of call.rules) {
      if (rule.kind === 'multiplier' && applies(rule, call)) {
        const { numerator, denominator } = rule.by;
        factor = { numerator: factor.numerator * numerator, denominator: factor.denominator * denominator };
      }
    }
    ofOne = ceiling({ numerator: ofOne * factor.numerator, denominator: factor.denominator });
    const minimums = call.rules.flatMap((rule) => (rule.kind === 'minimumCharge' ? [rule.price] : []));
    return [ofOne * call.copies, ...minimums].reduce((most, amount) => (amount > most ? amount : most));
  } catch (error) {
    if (error instanceof Error && error.message === NO_PRICE) return undefined;
    throw error;
  }
}
