import { GraphQLError } from 'graphql';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GenerationPlan, PlanOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { refusedQuery } from '../errors/refused-query.ts';
import { toGenerationError } from '../errors/to-user-error.ts';
import { findSpender } from '../find-spender.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { checkRequest, type RequestInput, toPlanRequest } from '../input/check-request.ts';
import { CreditsScalar } from '../scalars/index.ts';
import type { Services } from '../services.ts';
import { decideBlock, type SpendingBlock, spendableBy } from '../translate/decide-spending.ts';
import { affordable, toEstimate, toEstimateBatch } from '../translate/to-estimate.ts';
import { EstimateBatchType, EstimateInput, EstimateType } from '../types/estimate.ts';
import { SpendingBlockEnum } from '../types/spending-block-enum.ts';

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

  @FieldResolver(() => Boolean, {
    description: 'Whether this key can reserve maxCost now, all limits considered; blockedBy says why not.',
  })
  async canAfford(@Root() { maxCost }: EstimateType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await findSpender(context), maxCost) === undefined;
  }

  @FieldResolver(() => SpendingBlockEnum, {
    nullable: true,
    description: 'Why this key cannot reserve maxCost now; null: it can.',
  })
  async blockedBy(
    @Root() { maxCost }: EstimateType,
    @Ctx() context: GraphqlContext,
  ): Promise<SpendingBlock | undefined> {
    return decideBlock(await findSpender(context), maxCost);
  }

  @FieldResolver(() => Int, { description: 'How many outputs like this this key can reserve now.' })
  async affordableCount(@Root() estimate: EstimateType, @Ctx() context: GraphqlContext): Promise<number> {
    const spendable = spendableBy(await findSpender(context));
    return spendable === undefined ? 0 : affordable(estimate, spendable);
  }
}

@Resolver(() => EstimateBatchType)
export class EstimateBatchResolver {
  @GuardedBy('ACCOUNT_READ')
  @FieldResolver(() => CreditsScalar, { description: 'What can be reserved now.' })
  balance(@Root() { accountId }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return available(context, accountId);
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether this key can reserve all of it now, one request after another; false when one has no price. blockedBy says why not.',
  })
  async canAfford(@Root() { maxCost }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await findSpender(context), maxCost) === undefined;
  }

  @FieldResolver(() => SpendingBlockEnum, {
    nullable: true,
    description: 'Why this key cannot reserve all of it now; null: it can.',
  })
  async blockedBy(
    @Root() { maxCost }: EstimateBatchType,
    @Ctx() context: GraphqlContext,
  ): Promise<SpendingBlock | undefined> {
    return decideBlock(await findSpender(context), maxCost);
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
