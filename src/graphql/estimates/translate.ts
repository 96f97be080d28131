import { GraphQLError } from 'graphql';
import { toPublicId } from '../../callers/index.ts';
import type { GenerationPlan, PlannedQuote } from '../../generation/index.ts';
import { add, formatDecimal, type MicroCredits, sum, ZERO } from '../../money/index.ts';
import type { CostLine } from '../../pricing/index.ts';
import { toModel } from '../models/translate.ts';
import type { CostLineType, EstimateBatchType, EstimateType, QuoteType } from './types.ts';

/** Quantities are exact inside; this many digits are shown. */
const QUANTITY_DIGITS = 9;

export function toCostLine(line: CostLine): CostLineType {
  const { description, meter, quantity, unitPrice, amount } = line;
  return { description, meter, quantity: formatDecimal(quantity, QUANTITY_DIGITS), unitPrice, amount };
}

export function toEstimate(plan: GenerationPlan, accountId: string, endUser?: string): EstimateType {
  const { estimate } = plan;
  return {
    accountId,
    endUser,
    model: toModel(plan.model),
    count: plan.count,
    costPerGeneration: estimate.perGeneration.total,
    totalCost: estimate.total,
    maxCost: estimate.maxCost,
    exactness: estimate.exactness,
    lines: estimate.lines.map(toCostLine),
    priceVersion: plan.priceVersion,
  };
}

/** What has no price comes as the error that says why. */
export function toEstimateBatch(
  planned: readonly (GenerationPlan | GraphQLError)[],
  { accountId, endUsers }: { readonly accountId: string; readonly endUsers: readonly (string | undefined)[] },
): EstimateBatchType {
  const plans = planned.filter((plan): plan is GenerationPlan => !(plan instanceof GraphQLError));
  const isComplete = plans.length === planned.length;
  const isExact = isComplete && plans.every((plan) => plan.estimate.exactness === 'EXACT');
  return {
    accountId,
    maxCostOf: maxCostOfEach(planned, endUsers),
    estimates: planned.map((plan, index) =>
      plan instanceof GraphQLError ? plan : toEstimate(plan, accountId, endUsers[index]),
    ),
    // A sum without the one that is missing would be read as the cost of all.
    totalCost: isComplete ? sum(plans.map((plan) => plan.estimate.total)) : undefined,
    maxCost: isComplete ? sum(plans.map((plan) => plan.estimate.maxCost)) : undefined,
    exactness: isExact ? 'EXACT' : 'APPROXIMATE',
  };
}

/** By end user, of those that some are for. */
function maxCostOfEach(
  planned: readonly (GenerationPlan | GraphQLError)[],
  endUsers: readonly (string | undefined)[],
): ReadonlyMap<string, MicroCredits> {
  const costs = new Map<string, MicroCredits>();
  for (const [index, plan] of planned.entries()) {
    const endUser = endUsers[index];
    if (plan instanceof GraphQLError || endUser === undefined) continue;
    costs.set(endUser, add(costs.get(endUser) ?? ZERO, plan.estimate.maxCost));
  }
  return costs;
}

export function toQuote({ quote, plan }: PlannedQuote): QuoteType {
  return {
    __typename: 'Quote',
    id: toPublicId('quo', quote.id),
    model: toModel(plan.model),
    prompt: quote.prompt,
    parameters: quote.parameters,
    count: quote.count,
    costEstimate: quote.costEstimate,
    maxCost: quote.maxCost,
    exactness: plan.estimate.exactness,
    lines: plan.estimate.lines.map(toCostLine),
    priceVersion: quote.priceVersion,
    createdAt: quote.createdAt,
    expiresAt: quote.expiresAt,
  };
}
