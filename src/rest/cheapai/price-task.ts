// POST /v1i/task/price (cheapaiapi.com/docs/image-generation): free, before a task is made.
import { z } from 'zod';
import { estimateRequest } from '../../callers/index.ts';
import { formatCredits } from '../../money/index.ts';
import { json, refused, route } from '../route.ts';
import { standInAssets, withReferenceImages } from './image-parameters.ts';
import { assetsCount, exactCredits, generationsCount, isDone, modelParameters, wholeCredits } from './shapes.ts';
import { wholeCreditsAsked } from './whole-credits.ts';

export const priceAnswer = z.object({
  success: isDone,
  credits: wholeCredits,
  /** What is reserved for it; what is not used of that is given back. */
  max_credits: wholeCredits,
  exact_credits: exactCredits,
});

export const priceTask = route({
  method: 'POST',
  path: '/v1i/task/price',
  name: 'priceTask',
  summary: 'What an image task would cost. Free.',
  scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'],
  asks: () => 'ESTIMATE',
  body: z.object({
    model_id: z.string(),
    generations_count: generationsCount,
    model_parameters: modelParameters,
    assets: assetsCount.describe('How many input images will come with it.'),
  }),
  answers: { 200: priceAnswer },
  handle: async (call) => {
    const { model_id: model, generations_count: count, model_parameters: given, assets } = call.body;
    const parameters = withReferenceImages(given, standInAssets(assets));
    const answer = estimateRequest(call, { model, parameters, count });
    if (answer.status === 'refused') return refused({ kind: 'REFUSED', error: answer.error });
    const { total, maxCost } = answer.plan.estimate;
    const value: z.output<typeof priceAnswer> = {
      success: true,
      credits: wholeCreditsAsked(total),
      max_credits: wholeCreditsAsked(maxCost),
      exact_credits: formatCredits(total),
    };
    return Promise.resolve(json(200, value));
  },
});
