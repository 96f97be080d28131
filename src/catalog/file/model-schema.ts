// A model as a storefront file writes it.

import { z } from 'zod';
import { checkModel } from './check-model.ts';
import { parameterName } from './fields.ts';
import { meterDefinitions } from './meter-schema.ts';
import { parameterSchema } from './parameter-schema.ts';
import { fileProviders } from './provider-schema.ts';
import { priceRule } from './rule-schema.ts';

const source = z.strictObject({
  url: z.string().min(1),
  asOf: z.string().nullable(),
  verified: z.boolean(),
  note: z.string().nullable().default(null),
});

const fields = z.strictObject({
  identifier: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@+/-]*$/, 'an identifier is letters, digits and . _ @ + / -'),
  name: z.string().min(1),
  kind: z.enum(['IMAGE', 'VIDEO', 'VOICE', 'MUSIC', 'SOUND']),
  /** In the order they are tried: names, or objects that say how the provider runs it. */
  providers: fileProviders,
  deadlineSeconds: z.int().min(1).max(86_400).optional(),
  parameters: z.record(parameterName, parameterSchema).default({}),
  required: z.array(parameterName).default([]),
  meters: meterDefinitions.default({}),
  /** Empty when the price is not known: the model is shown, and cannot be bought. */
  rules: z.array(priceRule),
  source,
});

export type FileModel = z.infer<typeof fields>;

export const fileModel = fields.superRefine((model, context) => {
  for (const { path, message } of checkModel(model)) {
    context.addIssue({ code: 'custom', path, message });
  }
});
