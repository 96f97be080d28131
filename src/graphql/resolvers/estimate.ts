import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GenerationPlan } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refusedQuery } from '../errors/refused-query.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { checkRequest, type RequestInput, toPlanRequest } from '../input/check-request.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { affordable, toEstimate, toEstimateBatch } from '../translate/to-estimate.ts';
import { EstimateBatchType, EstimateInput, EstimateType } from '../types/estimate.ts';

@Resolver(() => EstimateType)
export class EstimateResolver {
  @Query(() => EstimateType, { description: 'What a request would cost. Free; it never touches a provider.' })
  estimate(@Arg('input', () => EstimateInput) input: EstimateInput, @Ctx() context: GraphqlContext): EstimateType {
    return toEstimate(planOrRefuse(context, input), context.viewer.account.id);
  }

  @Query(() => EstimateBatchType, { description: 'What 1 to 100 requests would cost, each and together.' })
  estimates(
    @Arg('inputs', () => [EstimateInput]) inputs: EstimateInput[],
    @Ctx() context: GraphqlContext,
  ): EstimateBatchType {
    const plans = inputs.map((input, index) => planOrRefuse(context, input, ['inputs', String(index)]));
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

/** Throws the refusal as a top-level error; `place` says which input of several. */
function planOrRefuse({ services }: GraphqlContext, input: RequestInput, place?: readonly string[]): GenerationPlan {
  const request = toPlanRequest(input);
  const wrong = checkRequest(request);
  if (wrong !== undefined) throw refusedQuery(wrong, place);
  const outcome = services.generations.plan(request);
  if (outcome.status === 'planned') return outcome.plan;
  throw refusedQuery(toGenerationError(outcome.refusal, services.catalog), place);
}
