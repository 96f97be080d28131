import { GraphQLError } from 'graphql';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GenerationPlan, PlanOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refusedQuery } from '../errors/refused-query.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkRequest, type RequestInput, toPlanRequest } from '../input/check-request.ts';
import { CreditsScalar } from '../scalars/index.ts';
import type { Services } from '../services.ts';
import { affordable, toEstimate, toEstimateBatch } from '../translate/to-estimate.ts';
import { EstimateBatchType, EstimateInput, EstimateType } from '../types/estimate.ts';

@Resolver(() => EstimateType)
export class EstimateResolver {
  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @Query(() => EstimateType, { description: 'What a request would cost. Free; it never touches a provider.' })
  estimate(@Arg('input', () => EstimateInput) input: EstimateInput, @Ctx() context: GraphqlContext): EstimateType {
    return toEstimate(planOrThrow(context, input), context.viewer.account.id);
  }

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @Query(() => EstimateBatchType, { description: 'What 1 to 100 requests would cost, each and together.' })
  estimates(
    @Arg('inputs', () => [EstimateInput]) inputs: EstimateInput[],
    @Ctx() context: GraphqlContext,
  ): EstimateBatchType {
    return toEstimateBatch(planAll(context, inputs), context.viewer.account.id);
  }

  @GuardedBy('ACCOUNT_READ')
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
  @GuardedBy('ACCOUNT_READ')
  @FieldResolver(() => CreditsScalar, { description: 'What can be reserved now.' })
  balance(@Root() { accountId }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return available(context, accountId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether all of it can be reserved now; false when one has no price.' })
  async canAfford(@Root() { accountId, maxCost }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return maxCost !== undefined && maxCost <= (await available(context, accountId));
  }
}

async function available(context: GraphqlContext, accountId: string): Promise<MicroCredits> {
  return (await context.loaders(accountId).balance()).available;
}

type Planned = GenerationPlan | GraphQLError;

/** All are priced by one price book. What has no price is refused for itself: the others are answered. */
function planAll({ services }: GraphqlContext, inputs: readonly RequestInput[]): Planned[] {
  const requests = inputs.map(toPlanRequest);
  const problems = requests.map(checkRequest);
  const outcomes = services.generations.plans(requests.filter((_, index) => problems[index] === undefined)).values();
  return problems.map((problem, index) => {
    const place = ['inputs', String(index)];
    return problem === undefined ? planOrRefusal(services, outcomes.next().value, place) : refusedQuery(problem, place);
  });
}

function planOrRefusal({ catalog }: Services, outcome: PlanOutcome | undefined, place?: readonly string[]): Planned {
  if (outcome === undefined) throw new Error('every request that was planned has an outcome');
  return outcome.status === 'planned' ? outcome.plan : refusedQuery(toGenerationError(outcome.refusal, catalog), place);
}

function planOrThrow({ services }: GraphqlContext, input: RequestInput): GenerationPlan {
  const request = toPlanRequest(input);
  const problem = checkRequest(request);
  if (problem !== undefined) throw refusedQuery(problem);
  const planned = planOrRefusal(services, services.generations.plan(request));
  if (planned instanceof GraphQLError) throw planned;
  return planned;
}
