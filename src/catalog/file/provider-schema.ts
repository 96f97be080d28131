// A model's provider as a storefront file writes it: a name, or a name with how that provider runs the model.

import { z } from 'zod';
import type { ProviderModel } from '../sell/model.ts';
import { parameterName } from './fields.ts';

const providerName = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a provider is named in kebab-case');

/** Steps of a path with dots between them. Names of object prototypes are none: a path writes into an object. */
const inputPath = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*$/, 'a path is names with dots between them')
  .refine((path) => !/(^|\.)(constructor|prototype)(\.|$)/.test(path), 'this name cannot be part of a path');

const upstreamModel = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/, 'a model is letters, digits and . _ : / -');

const providerModel: z.ZodType<ProviderModel> = z.strictObject({
  provider: providerName,
  model: upstreamModel,
  weight: z.int().min(1).max(1_000).exactOptional(),
  rename: z.record(parameterName, inputPath).exactOptional(),
  values: z.record(parameterName, z.record(z.string(), z.json())).exactOptional(),
  ranges: z.record(parameterName, z.strictObject({ minimum: z.number(), maximum: z.number() })).exactOptional(),
  fixed: z.record(inputPath, z.json()).exactOptional(),
  count: z.strictObject({ parameter: inputPath, most: z.int().min(1).max(100) }).exactOptional(),
});

export type FileProvider = string | ProviderModel;

export const fileProviders: z.ZodType<FileProvider[]> = z
  .array(z.union([providerName, providerModel]))
  .min(1)
  .refine((providers) => new Set(providers.map(nameOfProvider)).size === providers.length, 'a provider is named twice');

export function nameOfProvider(provider: FileProvider): string {
  return typeof provider === 'string' ? provider : provider.provider;
}
