// What a plan must be before credits are set aside for it. Pure.
import { ZERO } from '../../money/index.ts';
import type { GenerationRequest } from '../generations.ts';
import type { GenerationRefusal } from '../refusal.ts';
import type { GenerationPlan } from './generation-plan.ts';

/** `providers`: names of those that are switched on. */
export function checkPlan(
  plan: GenerationPlan,
  request: GenerationRequest,
  providers: ReadonlySet<string>,
): GenerationRefusal | undefined {
  return checkAvailability(plan, request, providers) ?? checkBound(plan, request) ?? checkQuantity(plan);
}

/** A text of no characters has a price, but there is nothing to make of it. What is free of charge counts something. */
export function checkQuantity({ estimate, model }: GenerationPlan): GenerationRefusal | undefined {
  if (estimate.maxCost > ZERO || estimate.lines.some(({ quantity }) => quantity.numerator > 0n)) return undefined;
  const message = `As it is, this asks for nothing, so there is nothing to generate with ${model.identifier}.`;
  return { code: 'INVALID_PARAMETER', message, path: ['prompt'], allowed: ['a prompt that is not empty'] };
}

function checkAvailability(
  { model }: GenerationPlan,
  { providerOrder }: GenerationRequest,
  providers: ReadonlySet<string>,
): GenerationRefusal | undefined {
  const unknown = providerOrder?.find((name) => name !== 'fastest' && !model.providers.includes(name));
  if (unknown !== undefined) {
    const allowed = ['fastest', ...model.providers];
    const message = `Provider "${unknown}" does not run this model. Allowed are ${allowed.join(', ')}.`;
    return { code: 'INVALID_PARAMETER', message, path: ['providerOrder'], allowed };
  }
  const offered = model.providers.filter((name) => providers.has(name));
  if (offered.length === 0) return { code: 'MODEL_UNAVAILABLE', model: model.identifier };
  return checkWish(offered, providerOrder ?? []);
}

/** A wish for nobody but providers that are switched off here could only fail later. */
function checkWish(offered: readonly string[], wanted: readonly string[]): GenerationRefusal | undefined {
  if (wanted.length === 0 || wanted.some((name) => name === 'fastest' || offered.includes(name))) return undefined;
  const allowed = ['fastest', ...offered];
  const message = `None of these providers is switched on. Allowed are ${allowed.join(', ')}.`;
  return { code: 'INVALID_PARAMETER', message, path: ['providerOrder'], allowed };
}

/** With a quote, too: maxCost is what the customer is ready to pay. */
function checkBound({ estimate }: GenerationPlan, { maxCost }: GenerationRequest): GenerationRefusal | undefined {
  if (maxCost === undefined || estimate.maxCost <= maxCost) return undefined;
  return { code: 'MAX_COST_EXCEEDED', maxCost, cost: estimate.maxCost };
}
