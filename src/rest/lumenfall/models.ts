// What can be asked for, as OpenAI's API lists it (docs.lumenfall.ai/api-reference/models/list).
import { z } from 'zod';
import type { Model, ModelKind } from '../../catalog/index.ts';
import { json, type Route, refused, route } from '../route.ts';

export const MODALITIES = {
  IMAGE: 'image',
  VIDEO: 'video',
  VOICE: 'speech',
  MUSIC: 'audio',
  SOUND: 'audio',
} as const satisfies Record<ModelKind, string>;

const modelShape = z.strictObject({
  id: z.string(),
  object: z.literal('model'),
  /** Unix seconds: the date of its price; 0 where the price has none. */
  created: z.int(),
  owned_by: z.string(),
  name: z.string(),
  modality: z.string(),
  /** In words. */
  pricing: z.string(),
  /** Each of them, with a slash and the id behind it, pins it. */
  providers: z.array(z.string()),
});

const scopes = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'] as const;

export const MODEL_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/openai/v1/models',
    name: 'listModels',
    summary: 'All models that are sold.',
    scopes,
    answers: { 200: z.strictObject({ object: z.literal('list'), data: z.array(modelShape) }) },
    handle: async ({ services }) =>
      json(200, { object: 'list', data: services.catalog.models({ available: true }).map(toModel) }),
  }),
  route({
    method: 'GET',
    path: '/openai/v1/models/{model*}',
    name: 'getModel',
    summary: 'One model.',
    scopes,
    params: z.object({ model: z.string() }),
    answers: { 200: modelShape },
    handle: async ({ services, params }) => {
      const model = services.catalog.model(params.model);
      if (model?.available === true) return json(200, toModel(model));
      return refused({ kind: 'NOT_FOUND', what: 'model', message: `Model '${params.model}' not found` });
    },
  }),
];

function toModel({ identifier, name, kind, providers, priceSummary, source }: Model): z.output<typeof modelShape> {
  const [owner = ''] = identifier.split('/');
  return {
    id: identifier,
    object: 'model',
    created: secondsOf(source.asOf),
    owned_by: owner === identifier ? 'unknown' : owner,
    name,
    modality: MODALITIES[kind],
    pricing: priceSummary,
    providers: [...providers],
  };
}

/** An operator's file may have any text there. */
function secondsOf(date: string | null): number {
  const milliseconds = date === null ? Number.NaN : Date.parse(date);
  return Number.isFinite(milliseconds) ? Math.trunc(milliseconds / 1_000) : 0;
}
