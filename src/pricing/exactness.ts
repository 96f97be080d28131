// Whether the request alone decides the cost.

import type { Meter, MeterDefinitions, MeterReference, MeterSource } from './meter.ts';
import type { PriceRule } from './price-rule.ts';
import type { Exactness, PricedModel } from './priced-model.ts';

function isMeasured(source: MeterSource | MeterReference, meters: MeterDefinitions): boolean {
  switch (source.from) {
    case 'product':
      return source.factors.some((factor) => isMeasured(factor, meters));
    case 'meter': {
      const definition = meters[source.meter];
      return definition !== undefined && isMeasured(definition.source, meters);
    }
    default:
      return source.from === 'outputSeconds' || source.from === 'outputPixels';
  }
}

/** The meters that a rule counts, those of its conditions included. */
export function metersOf(rule: PriceRule): Meter[] {
  const counted = 'meter' in rule ? [rule.meter] : [];
  const conditions = 'when' in rule ? rule.when : [];
  return [...counted, ...conditions.flatMap((condition) => ('meter' in condition ? [condition.meter] : []))];
}

/** APPROXIMATE when a rule counts a meter that is measured from the outputs. */
export function exactnessOf(model: PricedModel): Exactness {
  const dependsOnOutputs = model.rules.flatMap(metersOf).some((meter) => {
    const definition = model.meters[meter];
    return definition !== undefined && isMeasured(definition.source, model.meters);
  });
  return dependsOnOutputs ? 'APPROXIMATE' : 'EXACT';
}
