// One model in two storefronts.

import { isDeepStrictEqual } from 'node:util';
import { estimateCost } from '../../pricing/index.ts';
import type { Model } from '../sell/model.ts';
import type { ParameterCheck } from '../sell/validate-parameters.ts';
import type { ModelAspect, ModelChange, PriceSample, SampledPrice } from './difference.ts';
import { moveOfPrice } from './move.ts';
import { type SampleRequest, sampleRequests } from './sample-requests.ts';
import { requiredValues } from './sample-values.ts';

type ValidateParameters = (model: Model, parameters: Readonly<Record<string, unknown>>) => ParameterCheck;

/** What a change of each aspect changes. Prices in words and exactness follow from the price. */
const ASPECTS: Readonly<Record<ModelAspect, (model: Model) => unknown>> = {
  availability: (model) => model.available,
  deadline: (model) => model.deadlineSeconds,
  kind: (model) => model.kind,
  name: (model) => model.name,
  parameters: (model) => model.parameterSchema,
  price: ({ price }) => [price.meters, price.rules],
  providers: (model) => model.providers,
  source: (model) => model.source,
};

function differingAspects(before: Model, after: Model): ModelAspect[] {
  const aspects = Object.entries(ASPECTS) as [ModelAspect, (model: Model) => unknown][];
  return aspects.flatMap(([aspect, read]) => (isDeepStrictEqual(read(before), read(after)) ? [] : [aspect]));
}

/** A parameter that has to be given is given: otherwise a new one would hide every change of price behind a refusal. */
function samplePrice(model: Model, request: SampleRequest, validate: ValidateParameters): SampledPrice {
  const checked = validate(model, { ...requiredValues(model), ...request.choices });
  if (!checked.ok) {
    return { sold: false, reason: checked.refusal.message };
  }
  const answer = estimateCost({
    model: model.price,
    parameters: checked.parameters,
    prompt: 'a'.repeat(request.promptLength),
    count: request.count,
  });
  return answer.ok ? { sold: true, total: answer.estimate.total } : { sold: false, reason: answer.refusal.message };
}

function samplesOf(before: Model, after: Model, validate: ValidateParameters): PriceSample[] {
  return sampleRequests(before, after).map((request) => {
    const prices = { before: samplePrice(before, request, validate), after: samplePrice(after, request, validate) };
    return { request: request.words, ...prices, move: moveOfPrice(prices.before, prices.after) };
  });
}

/** Undefined when nothing differs. */
export function compareModels(before: Model, after: Model, validate: ValidateParameters): ModelChange | undefined {
  const aspects = differingAspects(before, after);
  if (aspects.length === 0) {
    return undefined;
  }
  const movesPrices = aspects.includes('price') || aspects.includes('parameters');
  const samples = movesPrices ? samplesOf(before, after, validate) : [];
  return { kind: 'MODEL_CHANGED', identifier: after.identifier, before, after, aspects, samples };
}
