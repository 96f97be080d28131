// Prices: rules to cost lines, estimates before and effective costs after a generation. Pure.

export { affordableCount } from './affordable-count.ts';
export { type EffectiveCostInput, type EffectiveCostResult, effectiveCost } from './effective-cost.ts';
export { type EstimateCostInput, type EstimateCostResult, estimateCost, LARGEST_COUNT } from './estimate-cost.ts';
export { exactnessOf, metersOf } from './exactness.ts';
export type {
  Bound,
  Meter,
  MeterDefinition,
  MeterSource,
  Noun,
  OutputSource,
  ProductSource,
  Quantities,
  RequestSource,
} from './meter.ts';
export { METER_WORDS } from './meter.ts';
export { isBaseRule, type PriceLinesInput, type PriceLinesResult, priceLines } from './price-lines.ts';
export type {
  BaseRule,
  Condition,
  MatrixRule,
  ModifierRule,
  Parameters,
  ParameterValue,
  PriceRule,
  Rate,
  Scope,
} from './price-rule.ts';
export { summarizePrice } from './price-summary.ts';
export type { CostLine, Estimate, Exactness, OutputMeasure, Priced, PricedModel } from './priced-model.ts';
export type { PricingRefusal } from './refusal.ts';
