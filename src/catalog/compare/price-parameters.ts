// The parameters that a model's price looks at.

import type { MeterReference, MeterSource, PricedModel, PriceRule } from '../../pricing/index.ts';

/** Any of them can say how many pixels are asked for. */
const SIZE_PARAMETERS = ['size', 'width', 'height', 'resolution', 'aspect_ratio'];

function sourcesWithin(source: MeterSource | MeterReference): (MeterSource | MeterReference)[] {
  if (source.from === 'product') {
    return source.factors.flatMap(sourcesWithin);
  }
  return 'expected' in source ? [source, source.expected] : [source];
}

function sourcesOf({ meters }: PricedModel): (MeterSource | MeterReference)[] {
  return Object.values(meters).flatMap(({ source }) => sourcesWithin(source));
}

function namesInSource(source: MeterSource | MeterReference): string[] {
  if (source.from === 'requestedPixels') {
    return SIZE_PARAMETERS;
  }
  return 'name' in source ? [source.name] : [];
}

function namesInRule(rule: PriceRule): string[] {
  if (rule.kind === 'matrix') {
    return rule.rows.flatMap((row) => Object.keys(row.where));
  }
  if (rule.kind === 'styleTable') {
    return [rule.parameter];
  }
  const conditions = 'when' in rule ? rule.when : [];
  return conditions.flatMap((condition) => ('parameter' in condition ? [condition.parameter] : []));
}

export function priceParameters(model: PricedModel): ReadonlySet<string> {
  return new Set([...sourcesOf(model).flatMap(namesInSource), ...model.rules.flatMap(namesInRule)]);
}

export function countsPrompt(model: PricedModel): boolean {
  return sourcesOf(model).some((source) => source.from === 'promptCharacters');
}
