// GET /v1i/models (cheapaiapi.com/docs/image-generation).
import { z } from 'zod';
import { json, route } from '../route.ts';
import { imageOptionsOf } from './image-parameters.ts';
import { isDone } from './shapes.ts';

export const modelsAnswer = z.object({
  success: isDone,
  models: z.array(
    z.object({
      model_id: z.string(),
      name: z.string(),
      /** False: it has no known price, and cannot be bought. */
      available: z.boolean(),
      /** Empty where the model has no such parameter. */
      aspect_ratios: z.array(z.string()),
      resolutions: z.array(z.string()),
      supports_reference_images: z.boolean(),
      max_assets: z.int(),
      price: z.string().describe('For people; a task is priced with /v1i/task/price.'),
      parameters: z.record(z.string(), z.unknown()).readonly().describe('JSON Schema of model_parameters.'),
    }),
  ),
});

export const listModels = route({
  method: 'GET',
  path: '/v1i/models',
  name: 'listModels',
  summary: 'Image models: ratios, resolutions, and whether they take reference images.',
  scopes: ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ', 'BILLING_WRITE', 'KEYS_WRITE', 'OPERATOR'],
  answers: { 200: modelsAnswer },
  handle: async ({ services }) => {
    const value: z.output<typeof modelsAnswer> = {
      success: true,
      models: services.catalog.models({ kinds: ['IMAGE'] }).map((model) => ({
        model_id: model.identifier,
        name: model.name,
        available: model.available,
        ...imageOptionsOf(model.parameterSchema),
        price: model.priceSummary,
        parameters: model.parameterSchema,
      })),
    };
    return Promise.resolve(json(200, value));
  },
});
