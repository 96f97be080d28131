// A model's price in one line, for a list: "0.052 credits per image".

import { ONE } from '../money/index.ts';
import { isBaseRule } from './compile-price.ts';
import type { Meter, Noun } from './meter.ts';
import type { BaseRule, FirstPlusFurtherRule } from './price-rule.ts';
import type { PricedModel } from './priced-model.ts';
import { creditRangeInWords, creditsInWords, unitInWords } from './wording.ts';

type PerMeter = (meter: Meter, per: typeof ONE) => string;

function firstPlusFurther({ first, further, meter }: FirstPlusFurtherRule, unit: Noun, per: PerMeter): string {
  const started = further.counting === 'started' ? 'started ' : '';
  const firstPart = `${creditsInWords(first.price, unit)} for the first ${unitInWords(meter, first.upTo)}`;
  return `${firstPart}, then ${creditsInWords(further.price, unit)} per ${started}further ${per(meter, further.per)}`;
}

function summarize(rule: BaseRule, unit: Noun, per: PerMeter): string {
  switch (rule.kind) {
    case 'flat':
      return `${creditsInWords(rule.price, unit)} per ${rule.scope === 'call' ? 'request' : 'generation'}`;
    case 'perUnit':
      return `${creditsInWords(rule.price, unit)} per ${per(rule.meter, rule.per)}`;
    case 'package':
      return `${creditsInWords(rule.price, unit)} per started ${per(rule.meter, rule.size)}`;
    case 'firstPlusFurther':
      return firstPlusFurther(rule, unit, per);
    case 'styleTable':
      return `${creditRangeInWords(Object.values(rule.prices), unit)} per ${per(rule.meter, ONE)}`;
    case 'graduatedTiers':
    case 'volumeTiers': {
      const prices = rule.tiers.map((tier) => tier.price);
      return `${creditRangeInWords(prices, unit)} per ${per(rule.meter, rule.per)}`;
    }
    case 'matrix': {
      const prices = rule.rows.map((row) => row.price);
      return `${creditRangeInWords(prices, unit)} per ${per(rule.meter, rule.per)}`;
    }
    default:
      return rule satisfies never;
  }
}

/** Surcharges and multipliers are only hinted at: the estimate has them. */
export function summarizePrice(model: PricedModel): string {
  const per: PerMeter = (meter, quantity) => {
    const of = model.meters[meter]?.of;
    return of === undefined ? unitInWords(meter, quantity) : `${unitInWords(meter, quantity)} of ${of}`;
  };
  const prices = model.rules.filter(isBaseRule).map((rule) => summarize(rule, model.unit, per));
  if (prices.length === 0) {
    return 'Price not known';
  }
  const summary = prices.join(' + ');
  return prices.length === model.rules.length ? summary : `${summary}, with adjustments`;
}
