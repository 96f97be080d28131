import type { GenerationPlan } from '../../generation/index.ts';
import { formatDecimal, fraction, type MicroCredits, microCredits, roundUp, sum } from '../../money/index.ts';
import { affordableCount, type CostLine } from '../../pricing/index.ts';
import type { CostLineType, EstimateBatchType, EstimateType } from '../types/estimate.ts';
import { toModel } from './to-model.ts';

/** Quantities are exact inside; this many digits are shown. */
const QUANTITY_DIGITS = 9;

export function toCostLine(line: CostLine): CostLineType {
  const { description, meter, quantity, unitPrice, amount } = line;
  return { description, meter, quantity: formatDecimal(quantity, QUANTITY_DIGITS), unitPrice, amount };
}

/** `accountId` is whose balance answers canAfford and affordableCount, when a client selects them. */
export function toEstimate(plan: GenerationPlan, accountId: string): EstimateType {
  const { estimate } = plan;
  return {
    accountId,
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

export function toEstimateBatch(plans: readonly GenerationPlan[], accountId: string): EstimateBatchType {
  const isExact = plans.every((plan) => plan.estimate.exactness === 'EXACT');
  return {
    accountId,
    estimates: plans.map((plan) => toEstimate(plan, accountId)),
    totalCost: sum(plans.map((plan) => plan.estimate.total)),
    maxCost: sum(plans.map((plan) => plan.estimate.maxCost)),
    exactness: isExact ? 'EXACT' : 'APPROXIMATE',
  };
}

/**
 * How many outputs like the estimated one a balance pays for. Where the cost is only bounded, the bound counts: what may
 * come out has to be reserved.
 */
export function affordable(
  { exactness, costPerGeneration, maxCost, count }: EstimateType,
  available: MicroCredits,
): number {
  const bound = microCredits(roundUp(fraction(maxCost, BigInt(count))));
  return affordableCount(available, exactness === 'EXACT' ? costPerGeneration : bound);
}
