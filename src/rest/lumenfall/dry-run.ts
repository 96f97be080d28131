// What a request would cost, component by component (docs.lumenfall.ai/api-reference/cost-estimation).
import { z } from 'zod';
import type { GenerationPlan } from '../../generation/index.ts';
import { formatDecimal } from '../../money/index.ts';
import { type CostLine, METER_WORDS } from '../../pricing/index.ts';
import type { RestServices } from '../route.ts';
import { toAmount, toMicros, type Worth, worthOf } from './worth.ts';

export const dryRunQuery = z.object({ dryRun: z.enum(['true', 'false']).optional() });

export const asksByQuery = (query: unknown) =>
  dryRunQuery.safeParse(query).data?.dryRun === 'true' ? 'GENERATE_DRY_RUN' : 'GENERATE';

export const dryRunShape = z.strictObject({
  estimated: z.literal(true),
  model: z.string(),
  provider: z.string().nullable(),
  /** Whole millionths of `currency`. */
  total_cost_micros: z.int(),
  currency: z.string(),
  components: z.array(
    z.strictObject({
      type: z.enum(['input', 'output']),
      metric: z.string(),
      quantity: z.number(),
      billable_quantity: z.number(),
      unit_price: z.number(),
      total_cost: z.int(),
    }),
  ),
});

export type DryRun = z.output<typeof dryRunShape>;

/** The provider may be another one when it is asked for in earnest. */
export function toDryRun(
  { generations, catalog }: Pick<RestServices, 'generations' | 'catalog'>,
  { model, estimate }: GenerationPlan,
  pinned: string | undefined,
): DryRun {
  const worth = worthOf(catalog.storefront);
  const [provider = null] = generations.providersToTry(model, pinned === undefined ? undefined : [pinned]);
  return {
    estimated: true,
    model: model.identifier,
    provider,
    total_cost_micros: toMicros(estimate.total, worth),
    currency: worth.currency,
    components: estimate.lines.map((line) => toComponent(line, worth)),
  };
}

/** Meters of what is sent; all others are of what comes out. */
const INPUTS: ReadonlySet<string> = new Set(['inputSeconds', 'inputTokens', 'characters', 'references']);
const QUANTITY_DIGITS = 9;

function toComponent({ meter, quantity, unitPrice, amount }: CostLine, worth: Worth): DryRun['components'][number] {
  const counted = Number(formatDecimal(quantity, QUANTITY_DIGITS));
  return {
    type: INPUTS.has(meter) ? 'input' : 'output',
    metric: metricOf(meter),
    quantity: counted,
    billable_quantity: counted,
    unit_price: toAmount(unitPrice, worth),
    total_cost: toMicros(amount, worth),
  };
}

/** "images" is "image" there; what is priced by the block keeps its words: "1,000,000 tokens". */
const metricOf = (meter: string): string =>
  Object.hasOwn(METER_WORDS, meter) ? METER_WORDS[meter as keyof typeof METER_WORDS].one : meter;
