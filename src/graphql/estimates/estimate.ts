import { GraphQLError } from 'graphql';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GenerationPlan, PlanOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, refusedQuery } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { DependsOnKey, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import type { Services } from '../edge/services.ts';
import { toGenerationError } from '../generations/translate.ts';
import { noted, noting } from '../requests/note-request.ts';
import { decideBlock, type Spender, type SpendingBlock, spendableBy } from './decide-spending.ts';
import { checkRequest, type RequestInput, toPlanRequest } from './request.ts';
import { affordable, toEstimate, toEstimateBatch } from './translate.ts';
import { EstimateBatchType, EstimateInput, EstimateType, SpendingBlockEnum } from './types.ts';

@Resolver(() => EstimateType)
export class EstimateResolver {
  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @Query(() => EstimateType, { description: 'What a request would cost. Free; it never touches a provider.' })
  estimate(@Arg('input', () => EstimateInput) input: EstimateInput, @Ctx() context: GraphqlContext): EstimateType {
    const answer = (): EstimateType => toEstimate(planOrThrow(context, input), context.viewer.account.id);
    return noted(noting(context, [input]), 'ESTIMATE', answer);
  }

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @CheckedFirst(batchSize)
  @Query(() => EstimateBatchType, { description: 'What 1 to 100 requests would cost, each and together.' })
  estimates(
    @Arg('inputs', () => [EstimateInput]) inputs: EstimateInput[],
    @Ctx() context: GraphqlContext,
  ): EstimateBatchType {
    const answer = (): EstimateBatchType => toEstimateBatch(planAll(context, inputs), context.viewer.account.id);
    return noted(noting(context, inputs), 'ESTIMATES', answer);
  }

  @GuardedBy('ACCOUNT_READ')
  @FieldResolver(() => CreditsScalar, { description: 'What a generation can reserve now.' })
  balance(@Root() { accountId }: EstimateType, @Ctx() context: GraphqlContext): Promise<MicroCredits> {
    return available(context, accountId);
  }

  @DependsOnKey()
  @FieldResolver(() => Boolean, {
    description: 'Whether this key can reserve maxCost now, all limits considered; blockedBy says why not.',
  })
  async canAfford(@Root() { maxCost }: EstimateType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await findSpender(context), maxCost) === undefined;
  }

  @DependsOnKey()
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

  @DependsOnKey()
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

  @DependsOnKey()
  @FieldResolver(() => Boolean, {
    description:
      'Whether this key can reserve all of it now, one request after another; false when one has no price. blockedBy says why not.',
  })
  async canAfford(@Root() { maxCost }: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await findSpender(context), maxCost) === undefined;
  }

  @DependsOnKey()
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

// What limits the asking key now, looked up once per request.

export async function findSpender({ loaders, viewer }: GraphqlContext): Promise<Spender> {
  const { account, key, plan } = viewer;
  const { concurrencyLimit } = plan;
  const reads = loaders(account.id);
  const [{ available, creditLimit }, power] = await Promise.all([
    reads.balance(),
    reads.spendingPower({ apiKeyId: key.id, concurrencyLimit }),
  ]);
  return { isSuspended: account.status === 'SUSPENDED', concurrencyLimit, power, available, creditLimit };
}

const LARGEST_BATCH = 100;

function batchSize(...[given]: Parameters<ArgumentCheck>): void {
  const { length } = given['inputs'] as readonly unknown[];
  if (length >= 1 && length <= LARGEST_BATCH) return;
  throw badUserInput(`inputs has to have from 1 to ${LARGEST_BATCH} entries.`, [`1 to ${LARGEST_BATCH}`]);
}
