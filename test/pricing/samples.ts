// Small builders for rules, quantities and models of the pricing tests.
import { expect } from '@jest/globals';
import { type Fraction, formatCredits, type MicroCredits, parseCredits, parseDecimal } from '../../src/money/index.ts';
import {
  type CostLine,
  type Meter,
  type MeterSource,
  type PricedModel,
  type PriceLinesInput,
  type PriceRule,
  type PricingRefusal,
  priceLines,
} from '../../src/pricing/index.ts';

export const CREDIT = { one: 'credit', many: 'credits' };

export function credits(text: string): MicroCredits {
  const amount = parseCredits(text);
  if (amount === undefined) throw new Error(`not credits: ${text}`);
  return amount;
}

export function decimal(text: string): Fraction {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`not a decimal: ${text}`);
  return value;
}

export function quantities(counts: Partial<Record<Meter, string>>): Partial<Record<Meter, Fraction>> {
  return Object.fromEntries(Object.entries(counts).map(([meter, text]) => [meter, decimal(text)]));
}

export function perUnit(meter: Meter, price: string, per = '1'): PriceRule {
  return { kind: 'perUnit', scope: 'output', meter, price: credits(price), per: decimal(per) };
}

export function modelOf(rules: readonly PriceRule[], meters: Partial<Record<Meter, MeterSource>> = {}): PricedModel {
  const definitions = Object.entries(meters).map(([meter, source]) => [meter, { source }]);
  return { identifier: 'test/model', unit: CREDIT, meters: Object.fromEntries(definitions), rules };
}

type Input = Partial<PriceLinesInput> & { readonly rules: readonly PriceRule[] };

/** Prices rules, expecting that it works. */
export function price(input: Input): { total: string; lines: readonly CostLine[]; words: string[] } {
  const priced = priceLines({ parameters: {}, quantities: {}, ...input });
  if (!priced.ok) throw new Error(priced.refusal.message);
  const added = priced.lines.reduce((total, line) => total + line.amount, 0n);
  expect(added).toBe(priced.total);
  return {
    total: formatCredits(priced.total),
    lines: priced.lines,
    words: priced.lines.map((line) => `${line.description} = ${formatCredits(line.amount)}`),
  };
}

/** Prices rules, expecting a refusal. */
export function refusal(input: Input): PricingRefusal {
  const priced = priceLines({ parameters: {}, quantities: {}, ...input });
  if (priced.ok) throw new Error(`priced at ${formatCredits(priced.total)}`);
  return priced.refusal;
}
