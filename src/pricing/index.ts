// Prices: rules to cost lines, estimates before and effective costs after a generation. Pure.

export { affordableCount } from './affordable-count.ts';
export { isBaseRule } from './compile-price.ts';
export { effectiveCost } from './effective-cost.ts';
export { type EstimateCostInput, estimateCost } from './estimate-cost.ts';
export { exactnessOf, metersOf } from './exactness.ts';
export type {
  Bound,
  Meter,
  MeterDefinition,
  MeterReference,
  MeterSource,
  Noun,
} from './meter.ts';
export { METER_WORDS } from './meter.ts';
export { type PriceLinesInput, priceLines } from './price-lines.ts';
export type {
  MatrixRule,
  ParameterValue,
  PriceRule,
  Scope,
} from './price-rule.ts';
export { summarizePrice } from './price-summary.ts';
export type { CostLine, Estimate, Exactness, OutputMeasure, Priced, PricedModel } from './priced-model.ts';
export type { PricingRefusal } from './refusal.ts';
