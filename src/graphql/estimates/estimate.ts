import { GraphQLError } from 'graphql';
import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GenerationPlan, PlanOutcome } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { badUserInput, refusedQuery } from '../edge/errors/request-errors.ts';
import type { AnyUserError } from '../edge/errors/user-errors.ts';
import { type ArgumentCheck, CheckedFirst } from '../edge/guard/argument-checks.ts';
import { DependsOnKey, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import type { Services } from '../edge/services.ts';
import type { Viewer } from '../edge/viewer.ts';
import { leftFor } from '../end-users/left-for.ts';
import { checkLabels, type LabelsInput, readLabels } from '../generations/labels.ts';
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
    const answer = (): EstimateType => {
      const plan = planOrThrow(context, input);
      return toEstimate(plan, context.viewer.account.id, endUserOf(context, input));
    };
    return noted(noting(context, [input]), 'ESTIMATE', answer);
  }

  @GuardedBy('GENERATION_WRITE', 'GENERATION_READ', 'ACCOUNT_READ')
  @CheckedFirst(batchSize)
  @Query(() => EstimateBatchType, { description: 'What 1 to 100 requests would cost, each and together.' })
  estimates(
    @Arg('inputs', () => [EstimateInput]) inputs: EstimateInput[],
    @Ctx() context: GraphqlContext,
  ): EstimateBatchType {
    const endUsers = inputs.map((input) => endUserOf(context, input));
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
    return decideBlock(await findSpender(context, endUser), maxCost) === undefined;
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
    return decideBlock(await findSpender(context, endUser), maxCost);
  }

  @DependsOnKey()
  @FieldResolver(() => Int, { description: 'How many outputs like this this key can reserve now.' })
  async affordableCount(@Root() estimate: EstimateType, @Ctx() context: GraphqlContext): Promise<number> {
    const spendable = spendableBy(await findSpender(context, estimate.endUser));
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
  const block = decideBlock(await findSpender(context), maxCost);
  if (block !== undefined || !context.viewer.account.limitsEndUsers) return block;
  const ofEach = await Promise.all(
    [...maxCostOf].map(async ([endUser, cost]) => decideBlock(await findSpender(context, endUser), cost)),
  );
  return ofEach.find((one) => one !== undefined);
}

const endUserOf = ({ viewer }: GraphqlContext, input: LabelsInput): string | undefined =>
  readLabels(input, viewer.key.clientToken?.endUser).metadata?.['userId'];

async function available(context: GraphqlContext, accountId: string): Promise<MicroCredits> {
  return (await context.loaders(accountId).balance()).available;
}

type AskedInput = RequestInput & LabelsInput;
type Planned = GenerationPlan | GraphQLError;

export const wrongLabels = ({ key }: Viewer, input: LabelsInput = {}): AnyUserError | undefined =>
  checkLabels(input, key.clientToken?.endUser);

/** All are priced by one price book. What has no price is refused for itself: the others are answered. */
function planAll({ services, viewer }: GraphqlContext, inputs: readonly AskedInput[]): Planned[] {
  const requests = inputs.map(toPlanRequest);
  const problems = requests.map((request, index) => checkRequest(request) ?? wrongLabels(viewer, inputs[index]));
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

function planOrThrow({ services, viewer }: GraphqlContext, input: AskedInput): GenerationPlan {
  const request = toPlanRequest(input);
  const problem = checkRequest(request) ?? wrongLabels(viewer, input);
  if (problem !== undefined) throw refusedQuery(problem);
  const planned = planOrRefusal(services, services.generations.plan(request));
  if (planned instanceof GraphQLError) throw planned;
  return planned;
}

// What limits the asking key now, looked up once per request.

/** `endUser`: whom it would be for; that of a client token where nothing else is said. */
export async function findSpender(context: GraphqlContext, endUser = endUserOf(context, {})): Promise<Spender> {
  const { loaders, viewer } = context;
  const { account, key, plan } = viewer;
  const { concurrencyLimit } = plan;
  const reads = loaders(account.id);
  const [{ available, creditLimit }, power, user] = await Promise.all([
    reads.balance(),
    reads.spendingPower({ apiKeyId: key.id, concurrencyLimit }),
    account.limitsEndUsers && endUser !== undefined ? reads.endUsers.load(endUser) : undefined,
  ]);
  const leftForEndUser = user === undefined ? undefined : leftFor(user);
  const isSuspended = account.status === 'SUSPENDED';
  return { isSuspended, concurrencyLimit, power, leftForEndUser, available, creditLimit };
}

const LARGEST_BATCH = 100;

function batchSize(...[given]: Parameters<ArgumentCheck>): void {
  const { length } = given['inputs'] as readonly unknown[];
  if (length >= 1 && length <= LARGEST_BATCH) return;
  throw badUserInput(`inputs has to have from 1 to ${LARGEST_BATCH} entries.`, [`1 to ${LARGEST_BATCH}`]);
}
