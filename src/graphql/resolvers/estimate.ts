import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GenerationPlan, PlanOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refusedQuery } from '../errors/refused-query.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { checkRequest, type PlanRequest, type RequestInput, toPlanRequest } from '../input/check-request.ts';
import { CreditsScalar } from '../scalars/index.ts';
import type { Services } from '../services.ts';
import { affordable, toEstimate, toEstimateBatch } from '../translate/to-estimate.ts';
import { EstimateBatchType, EstimateInput, EstimateType } from '../types/estimate.ts';

@Resolver(() => EstimateType)
export class EstimateResolver {
  @Query(() => EstimateType, { description: 'What a request would cost. Free; it never touches a provider.' })
  estimate(@Arg('input', () => EstimateInput) input: EstimateInput, @Ctx() context: GraphqlContext): EstimateType {
    const { services, viewer } = context;
    return toEstimate(plannedOrRefuse(services, services.generations.plan(checked(input))), viewer.account.id);
  }

  @Query(() => EstimateBatchType, { description: 'What 1 to 100 requests would cost, each and together.' })
  estimates(
    @Arg('inputs', () => [EstimateInput]) inputs: EstimateInput[],
    @Ctx() context: GraphqlContext,
  ): EstimateBatchType {
    const plans = planAllOrRefuse(context, inputs);
    return toEstimateBatch(plans, context.viewer.account.id);
  }

  @FieldResolver(() => CreditsScalar, { description: 'What a generation can reserve now.' })
  balance(@Root() { accountId }: EstimateType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return available(context, accountId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether maxCost can be reserved now.' })
  async canAfford(@Root() { accountId, maxCost }: EstimateType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return maxCost <= (await available(context, accountId));
  }

  @FieldResolver(() => Int, { description: 'How many outputs like this can be reserved now.' })
  async affordableCount(@Root() estimate: EstimateType, @Ctx() context: GraphqlContext): Promise<number> {
    return affordable(estimate, await available(context, estimate.accountId));
  }
}

@Resolver(() => EstimateBatchType)
export class EstimateBatchResolver {
  @FieldResolver(() => CreditsScalar, { description: 'What can be reserved now.' })
  balance(@Root() { accountId }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return available(context, accountId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether all of it can be reserved now.' })
  async canAfford(@Root() { accountId, maxCost }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return maxCost <= (await available(context, accountId));
  }
}

async function available(context: GraphqlContext, accountId: string): Promise<MicroCredits> {
  return (await context.loaders(accountId).balance()).available;
}

/** Checks every input before any is priced; all are priced by one price book. */
function planAllOrRefuse({ services }: GraphqlContext, inputs: readonly RequestInput[]): GenerationPlan[] {
  const placeOf = (index: number): string[] => ['inputs', String(index)];
  const requests = inputs.map((input, index) => checked(input, placeOf(index)));
  const outcomes = services.generations.plans(requests);
  return outcomes.map((outcome, index) => plannedOrRefuse(services, outcome, placeOf(index)));
}

/** Throws the refusal as a top-level error; `place` says which input of several. */
function checked(input: RequestInput, place?: readonly string[]): PlanRequest {
  const request = toPlanRequest(input);
  const wrong = checkRequest(request);
  if (wrong !== undefined) throw refusedQuery(wrong, place);
  return request;
}

function plannedOrRefuse({ catalog }: Services, outcome: PlanOutcome, place?: readonly string[]): GenerationPlan {
  if (outcome.status === 'planned') return outcome.plan;
  throw refusedQuery(toGenerationError(outcome.refusal, catalog), place);
}
