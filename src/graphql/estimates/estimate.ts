import type { GraphQLError } from 'graphql';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import {
  affordable,
  checkLabelsOf,
  checkRequest,
  decideBlock,
  type EstimateRequest,
  endUserOf,
  estimateRequest,
  findSpender,
  noting,
  type Services,
  type Spender,
  type SpendingBlock,
  spendableBy,
  toGenerationError,
  toPlanRequest,
} from '../../callers/index.ts';
import type { GenerationPlan, PlanOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, refusedQuery } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { DependsOnKey, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { noted } from '../requests/note-payload.ts';
import { toEstimate, toEstimateBatch } from './translate.ts';
import { EstimateBatchType, EstimateInput, EstimateType, SpendingBlockEnum } from './types.ts';

@Resolver(() => EstimateType)
export class EstimateResolver {
  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @Query(() => EstimateType, { description: 'What a request would cost. Free; it never touches a provider.' })
  estimate(@Arg('input', () => EstimateInput) input: EstimateInput, @Ctx() context: GraphqlContext): EstimateType {
    const answer = estimateRequest(context, input);
    if (answer.status === 'refused') throw refusedQuery(answer.error);
    return toEstimate(answer.plan, context.viewer.account.id, answer.endUser);
  }

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @CheckedFirst(batchSize)
  @Query(() => EstimateBatchType, { description: 'What 1 to 100 requests would cost, each and together.' })
  estimates(
    @Arg('inputs', () => [EstimateInput]) inputs: EstimateInput[],
    @Ctx() context: GraphqlContext,
  ): EstimateBatchType {
    const endUsers = inputs.map((input) => endUserOf(context.viewer, input));
    const answer = (): EstimateBatchType =>
      toEstimateBatch(planAll(context, inputs), { accountId: context.viewer.account.id, endUsers });
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
  async canAfford(@Root() { maxCost, endUser }: EstimateType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return decideBlock(await spenderOf(context, endUser), maxCost) === undefined;
  }

  @DependsOnKey()
  @FieldResolver(() => SpendingBlockEnum, {
    nullable: true,
    description: 'Why this key cannot reserve maxCost now; null: it can.',
  })
  async blockedBy(
    @Root() { maxCost, endUser }: EstimateType,
    @Ctx() context: GraphqlContext,
  ): Promise<SpendingBlock | undefined> {
    return decideBlock(await spenderOf(context, endUser), maxCost);
  }

  @DependsOnKey()
  @FieldResolver(() => Int, { description: 'How many outputs like this this key can reserve now.' })
  async affordableCount(@Root() estimate: EstimateType, @Ctx() context: GraphqlContext): Promise<number> {
    const spendable = spendableBy(await spenderOf(context, estimate.endUser));
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
  async canAfford(@Root() batch: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<boolean> {
    return (await blockOf(batch, context)) === undefined;
  }

  @DependsOnKey()
  @FieldResolver(() => SpendingBlockEnum, {
    nullable: true,
    description: 'Why this key cannot reserve all of it now; null: it can.',
  })
  blockedBy(@Root() batch: EstimateBatchType, @Ctx() context: GraphqlContext): Promise<SpendingBlock | undefined> {
    return blockOf(batch, context);
  }
}

/** All of it together, and what of it is for each end user. */
async function blockOf(
  { maxCost, maxCostOf }: EstimateBatchType,
  context: GraphqlContext,
): Promise<SpendingBlock | undefined> {
  const block = decideBlock(await spenderOf(context), maxCost);
  if (block !== undefined || !context.viewer.account.limitsEndUsers) return block;
  const ofEach = await Promise.all(
    [...maxCostOf].map(async ([endUser, cost]) => decideBlock(await spenderOf(context, endUser), cost)),
  );
  return ofEach.find((one) => one !== undefined);
}

async function available(context: GraphqlContext, accountId: string): Promise<MicroCredits> {
  return (await context.loaders(accountId).balance()).available;
}

type Planned = GenerationPlan | GraphQLError;

/** All are priced by one price book. What has no price is refused for itself: the others are answered. */
function planAll({ services, viewer }: GraphqlContext, inputs: readonly EstimateRequest[]): Planned[] {
  const requests = inputs.map(toPlanRequest);
  const problems = requests.map(
    (request, index) => checkRequest(request) ?? checkLabelsOf(viewer, inputs[index] ?? {}),
  );
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

// What limits the asking key now, looked up once per request.

/** `endUser`: whom it would be for; that of a client token where nothing else is said. */
export function spenderOf(context: GraphqlContext, endUser = endUserOf(context.viewer, {})): Promise<Spender> {
  const { loaders, viewer } = context;
  const reads = loaders(viewer.account.id);
  return findSpender(
    viewer,
    {
      balance: () => reads.balance(),
      spendingPower: (asked) => reads.spendingPower(asked),
      endUser: (name) => reads.endUsers.load(name),
    },
    endUser,
  );
}

const LARGEST_BATCH = 100;

function batchSize(...[given]: Parameters<ArgumentCheck>): void {
  const { length } = given['inputs'] as readonly unknown[];
  if (length >= 1 && length <= LARGEST_BATCH) return;
  throw badUserInput(`inputs has to have from 1 to ${LARGEST_BATCH} entries.`, [`1 to ${LARGEST_BATCH}`]);
}
