// What a request would cost.
import { z } from 'zod';
import {
  affordable,
  decideBlock,
  estimateRequest,
  findSpender,
  readsOf,
  type Spender,
  spendableBy,
} from '../../callers/index.ts';
import type { Model } from '../../catalog/index.ts';
import type { GenerationPlan } from '../../generation/index.ts';
import { parseDecimal } from '../../money/index.ts';
import { type Call, type Refused, refused, route } from '../route.ts';
import { balanceNumber, costNumber, costPerNumber } from './credits.ts';
import { envelopeOf, success } from './envelope.ts';
import { hasParameter, saysNothing, schemasOf, toParameters } from './translate-request.ts';

export const LOOKS_AT_PRICES = ['GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ'] as const;

const LARGEST_COUNT = 100;

const ESTIMATE = envelopeOf(
  z.object({
    model_identifier: z.string(),
    model_type: z.enum(['image', 'video']),
    assets_count: z.int(),
    cost_per_second: z.number().optional(),
    duration_seconds: z.number().optional(),
    resolution: z.string().optional(),
    cost_per_generation: z.number(),
    cost_total_consumed: z.number(),
    credit_balance: z
      .number()
      .nullable()
      .describe('null for a key that may not see the account, and when it cannot be read now'),
    credit_balance_can_afford: z.boolean().nullable().describe('null when the balance cannot be read now'),
    credit_balance_max_affordable: z.int().nullable().describe('null when the balance cannot be read now'),
  }),
);

const QUERY = z.object({
  count: z.coerce
    .number({ error: 'a number' })
    .transform((count) => Math.min(LARGEST_COUNT, Math.max(1, Math.trunc(count))))
    .default(1)
    .describe('1 to 100; what is beyond is cut'),
  duration: z.coerce.number({ error: 'a number' }).optional().describe('in seconds, of videos'),
  resolution: z.string().max(20).optional(),
  audio: z
    .enum(['true', 'false', '1', '0'], { error: 'true or false' })
    .transform((text) => text === 'true' || text === '1')
    .optional(),
  prompt: z.string().max(100_000).optional().describe('for models whose price depends on it'),
});

type Query = z.output<typeof QUERY>;

export const MODEL_PATH = z.object({ model: z.string().min(1).max(200) });

export const estimateRoutes = [
  route({
    method: 'GET',
    path: '/v1/estimate/{model*}',
    name: 'estimate',
    summary: 'What a request would cost: free, and nothing runs.',
    scopes: LOOKS_AT_PRICES,
    asks: () => 'ESTIMATE',
    params: MODEL_PATH,
    query: QUERY,
    answers: { 200: ESTIMATE },
    handle: (call) => estimate(call, call.params.model, call.query),
  }),
];

async function estimate(call: Call, identifier: string, query: Query) {
  const model = call.services.catalog.model(identifier);
  if (model !== undefined && !isImageOrVideo(model)) return notHere(model);
  const { count, prompt } = query;
  const answer = estimateRequest(call, { model: identifier, parameters: parametersOf(model, query), count, prompt });
  if (answer.status === 'refused') return refused({ kind: 'REFUSED', error: answer.error });
  const { plan, endUser } = answer;
  const spender = await readSpender(call, endUser);
  const maySee = call.viewer.key.scopes.includes('ACCOUNT_READ');
  return success(call, {
    message: 'Cost estimated.',
    data: { ...costsOf(plan), ...means(plan, spender), ...(maySee ? {} : { credit_balance: null }) },
  });
}

/** Undefined when it cannot be read now: what something costs is known all the same. */
async function readSpender(call: Call, endUser: string | undefined): Promise<Spender | undefined> {
  try {
    return await findSpender(call.viewer, readsOf(call), endUser);
  } catch (error) {
    call.warn(error, 'an estimate was answered without the balance, which could not be read');
    return undefined;
  }
}

export const isImageOrVideo = ({ kind }: Pick<Model, 'kind'>): boolean => kind === 'IMAGE' || kind === 'VIDEO';

/** Voices, music and sounds have no words here. */
export function notHere({ identifier }: Model): Refused {
  const message = `The model "${identifier}" makes neither images nor videos: ask for it with GraphQL.`;
  return refused({ kind: 'NOT_FOUND', what: 'model', message });
}

function parametersOf(model: Model | undefined, { duration, resolution, audio }: Query) {
  const asked = Object.entries({ duration, resolution, audio }).filter(
    ([name, value]) => value !== undefined && !saysNothing(model, name, value),
  );
  return toParameters([...asked, ...placeholders(model)]);
}

const PLACEHOLDER = 'https://example.com/input';

/** An estimate names no input files: what a model cannot do without stands in. */
export function placeholders(model: Model | undefined): readonly (readonly [string, unknown])[] {
  if (model === undefined) return [];
  const schemas = schemasOf(model);
  const required = (model.parameterSchema['required'] ?? []) as readonly string[];
  return required.flatMap((name): [string, unknown][] => {
    const { format, type } = schemas.get(name) ?? {};
    if (format === 'uri') return [[name, PLACEHOLDER]];
    return type === 'array' ? [[name, [PLACEHOLDER]]] : [];
  });
}

function costsOf({ model, parameters, count, estimate: priced }: GenerationPlan) {
  const one = priced.perGeneration.total;
  const seconds = secondsOf(parameters['duration']);
  const { resolution } = parameters;
  return {
    model_identifier: model.identifier,
    model_type: model.kind === 'VIDEO' ? 'video' : 'image',
    assets_count: count,
    ...(seconds === undefined
      ? {}
      : { cost_per_second: costPerNumber(one, seconds), duration_seconds: parameters['duration'] }),
    ...(typeof resolution === 'string' && hasParameter(model, 'resolution') ? { resolution } : {}),
    cost_per_generation: costNumber(one),
    cost_total_consumed: costNumber(priced.total),
  };
}

export function secondsOf(duration: unknown) {
  const seconds = typeof duration === 'number' ? parseDecimal(String(duration)) : undefined;
  return seconds === undefined || seconds.numerator <= 0n ? undefined : seconds;
}

const NOT_KNOWN = {
  credit_balance: null,
  credit_balance_can_afford: null,
  credit_balance_max_affordable: null,
};

/** As for everybody: all limits of the key count, and where a cost is only bounded, the bound. */
function means({ estimate: priced, count }: GenerationPlan, spender: Spender | undefined) {
  if (spender === undefined) return NOT_KNOWN;
  const { exactness, maxCost, perGeneration } = priced;
  const spendable = spendableBy(spender);
  const asked = { exactness, maxCost, count, costPerGeneration: perGeneration.total };
  return {
    credit_balance: balanceNumber(spender.available),
    credit_balance_can_afford: decideBlock(spender, maxCost) === undefined,
    credit_balance_max_affordable: spendable === undefined ? 0 : affordable(asked, spendable),
  };
}
