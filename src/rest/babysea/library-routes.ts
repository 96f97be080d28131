// What can be asked for, and who does the work.
import { z } from 'zod';
import type { Model } from '../../catalog/index.ts';
import type { Generations } from '../../generation/index.ts';
import { type Call, route } from '../route.ts';
import { envelopeOf, success } from './envelope.ts';
import { isImageOrVideo, LOOKS_AT_PRICES } from './estimate-routes.ts';
import { pricingOf } from './model-pricing.ts';
import { IMPLEMENTATION, OF_ALL, profileOf } from './provider-profiles.ts';
import { hasParameter, namesOf, schemasOf, valuesOf } from './translate-request.ts';
import { FORMAT_OF, INPUT_PARAMETERS, PARAMETER_OF, PREFIX, SIZES_OF_RATIO, VIDEO_FORMAT } from './vocabulary.ts';

export const PRICING = z.union([z.number(), z.record(z.string(), z.number())]).optional();
export const MODEL_TYPE = z.enum(['image', 'video']);

const SCHEMA = z.object({
  generation_prompt: z.boolean(),
  generation_ratio: z.array(z.string()),
  generation_output_format: z.array(z.string()),
  generation_output_number: z.int(),
  generation_input_file: z.boolean(),
  generation_duration: z.array(z.number()).optional(),
  generation_resolution: z.array(z.string()).optional(),
  generation_generate_audio: z.boolean().optional(),
});

const MODELS = envelopeOf(
  z.object({
    models: z.array(
      z.object({
        model_type: MODEL_TYPE,
        model_identifier: z.string(),
        model_pricing: PRICING.describe('credits for an image or for a second of video, by resolution and sound'),
        model_supported_provider: z.array(z.string()),
        schema: SCHEMA,
        specific_schema: z.array(z.string()),
      }),
    ),
    models_total: z.int(),
  }),
);

const PROVIDERS = envelopeOf(
  z.object({
    providers: z.array(
      z.object({
        provider_id: z.string(),
        provider_name: z.string(),
        provider_description: z.string(),
        provider_website: z.string(),
        provider_docs: z.string(),
        provider_status: z.string(),
        babysea_implementation: IMPLEMENTATION,
      }),
    ),
    providers_total: z.int(),
  }),
);

export const libraryRoutes = [
  route({
    method: 'GET',
    path: '/v1/library/models',
    name: 'library_models',
    summary: 'Models of images and videos, with their prices and what they take.',
    scopes: LOOKS_AT_PRICES,
    answers: { 200: MODELS },
    handle: async (call) => {
      const models = modelsOf(call).map((model) => toModel(call.services.generations, model));
      return success(call, { message: 'Models retrieved.', data: { models, models_total: models.length } });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/library/providers',
    name: 'library_providers',
    summary: 'Providers that are switched on, and how much of what is sold each runs.',
    scopes: LOOKS_AT_PRICES,
    answers: { 200: PROVIDERS },
    handle: async (call) => {
      const providers = providersOf(call);
      return success(call, { message: 'Providers retrieved.', data: { providers, providers_total: providers.length } });
    },
  }),
];

export const modelsOf = ({ services }: Pick<Call, 'services'>): Model[] =>
  services.catalog.models({ kinds: ['IMAGE', 'VIDEO'] }).filter(isImageOrVideo);

export const typeOf = ({ kind }: Pick<Model, 'kind'>): 'image' | 'video' => (kind === 'VIDEO' ? 'video' : 'image');

function toModel(generations: Pick<Generations, 'plan'>, model: Model) {
  const pricing = pricingOf(generations, model);
  return {
    model_type: typeOf(model),
    model_identifier: model.identifier,
    ...(pricing === undefined ? {} : { model_pricing: pricing }),
    model_supported_provider: model.providers,
    schema: toSchema(model, pricing),
    specific_schema: specificOf(model),
  };
}

const MOST_OUTPUTS = 100;

function toSchema(model: Model, pricing: ReturnType<typeof pricingOf>) {
  const resolutions = valuesOf(model, 'resolution');
  return {
    generation_prompt: true,
    generation_ratio: ratiosOf(model),
    generation_output_format: formatsOf(model),
    generation_output_number: MOST_OUTPUTS,
    generation_input_file: namesOf(model).some((name) => INPUT_PARAMETERS.has(name)),
    ...(model.kind === 'VIDEO' ? { generation_duration: durationsOf(model) } : {}),
    ...(resolutions.length === 0 ? {} : { generation_resolution: resolutions }),
    ...(hasParameter(model, 'audio') ? { generation_generate_audio: sellsSound(pricing) } : {}),
  };
}

/** A model may know the word, and have no price for it. */
const sellsSound = (pricing: ReturnType<typeof pricingOf>): boolean =>
  typeof pricing === 'object' && Object.keys(pricing).some((name) => /(^|_)audio$/.test(name));

function ratiosOf(model: Model): readonly unknown[] {
  if (hasParameter(model, 'aspect_ratio')) return valuesOf(model, 'aspect_ratio');
  const all = [...SIZES_OF_RATIO];
  if (hasParameter(model, 'width')) return all.filter(([, [size]]) => fits(model, size)).map(([ratio]) => ratio);
  const offered = valuesOf(model, 'size');
  return all.filter(([, sizes]) => offered.some((size) => sizes.includes(String(size)))).map(([ratio]) => ratio);
}

function fits(model: Model, size: string | undefined): boolean {
  const schemas = schemasOf(model);
  const [width = 0, height = 0] = (size ?? '').split('x').map(Number);
  const isInside = (name: string, side: number): boolean => {
    const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = schemas.get(name) ?? {};
    return side >= minimum && side <= maximum;
  };
  return isInside('width', width) && isInside('height', height);
}

function formatsOf(model: Model): readonly unknown[] {
  const words = new Map<unknown, string>([...FORMAT_OF].map(([word, own]) => [own, word]));
  const own = valuesOf(model, 'output_format').map((format) => words.get(format) ?? format);
  return own.length === 0 && model.kind === 'VIDEO' ? [VIDEO_FORMAT] : own;
}

/** Whole seconds, each, of a range. */
function durationsOf(model: Model): readonly unknown[] {
  const { minimum, maximum } = schemasOf(model).get('duration') ?? {};
  if (minimum === undefined || maximum === undefined) return valuesOf(model, 'duration');
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
}

/** Fields of the model itself. */
function specificOf(model: Model): string[] {
  const known = new Set<string>([...PARAMETER_OF.values(), ...INPUT_PARAMETERS.keys()]);
  const shape = new Set(['aspect_ratio', 'size', 'width', 'height', 'sandbox']);
  return namesOf(model)
    .filter((name) => !known.has(name) && !shape.has(name))
    .map((name) => `${PREFIX}${name}`);
}

function providersOf(call: Call) {
  const models = modelsOf(call);
  return call.services.generations.providerReports().map(({ name, displayName, status }) => {
    const own = models.filter(({ providers }) => providers.includes(name));
    const { description, website, docs, ...how } = profileOf(name);
    return {
      provider_id: name,
      provider_name: displayName,
      provider_description: description,
      provider_website: website,
      provider_docs: docs,
      provider_status: status.toLowerCase(),
      babysea_implementation: {
        ...{ ...how, ...OF_ALL },
        supported_media_types: [...new Set(own.map(typeOf))].toSorted(),
        supported_models_total: own.length,
      },
    };
  });
}
