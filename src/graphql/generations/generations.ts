import type { GraphQLError } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { auditWindowStart, fromPublicId, generalError } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { GENERATION_CURSOR } from '../edge/cursors.ts';
import { refusedQuery } from '../edge/errors/request-errors.ts';
import { type ArgumentCheck, CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { checkModelNames, present } from '../edge/input.ts';
import { type Connection, connectionType, readPage, toConnection } from '../edge/pages.ts';
import { auditWindowOf } from '../edge/plan-window.ts';
import type { EventOrFailure } from '../edge/sockets/deliver-events.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';
import { toGeneration, toGenerationUpdate, toMetadata } from './translate.ts';
import type { GenerationWhere } from './types.ts';
import {
  GenerationMetadataType,
  GenerationReviewType,
  GenerationType,
  GenerationUpdateType,
  PageOfGenerations,
} from './types.ts';

export const GenerationConnection = connectionType('Generation', GenerationType);

@Resolver(() => GenerationType)
export class GenerationsResolver {
  @GuardedBy('GENERATION_READ')
  @Query(() => GenerationType, {
    nullable: true,
    description: 'One generation of the account; null when it has no such one.',
  })
  generation(@Arg('id', () => ID) id: string, @Ctx() context: GraphqlContext): Promise<GenerationType | undefined> {
    return findGeneration(context, context.viewer.account.id, fromPublicId('gen', id));
  }

  @GuardedBy('GENERATION_READ')
  @CheckedFirst(pageOf(GENERATION_CURSOR), modelNames)
  @Query(() => GenerationConnection, { description: "Newest first, inside the plan's audit window." })
  generations(
    @Args(() => PageOfGenerations) page: PageOfGenerations,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<GenerationType>> {
    return listGenerations(context, page);
  }

  @FieldResolver(() => GenerationMetadataType, { description: 'Who did the work.' })
  async metadata(@Root() root: GenerationType, @Ctx() context: GraphqlContext): Promise<GenerationMetadataType> {
    const attempts = await context.loaders(root.accountId).attempts.load(root.key);
    const nameOf = (provider: string): string => context.services.generations.providerName(provider);
    const { identifier } = root.model;
    const upstream = context.services.catalog.model(identifier)?.upstream ?? [];
    return toMetadata(attempts, { model: identifier, upstream, nameOf });
  }

  @FieldResolver(() => GenerationReviewType, {
    nullable: true,
    description: 'Set when its cost was not charged at once but held for an operator; null otherwise.',
  })
  async review(
    @Root() root: GenerationType,
    @Ctx() context: GraphqlContext,
  ): Promise<GenerationReviewType | undefined> {
    const generation = await context.loaders(root.accountId).generations.load(root.key);
    return generation === undefined ? undefined : context.services.generations.review(generation);
  }

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @FieldResolver(() => [TransactionType], { description: 'Its lines of the ledger, oldest first.' })
  async transactions(@Root() root: GenerationType, @Ctx() context: GraphqlContext): Promise<TransactionType[]> {
    const transactions = await context.loaders(root.accountId).transactions.load(root.key);
    return transactions.map(toTransaction);
  }
}

export async function findGeneration(
  context: GraphqlContext,
  accountId: string,
  id: string | undefined,
): Promise<GenerationType | undefined> {
  const generation = id === undefined ? undefined : await context.loaders(accountId).generations.load(id);
  return generation === undefined ? undefined : toGeneration(generation, context.services.catalog);
}

async function listGenerations(
  { services, viewer }: GraphqlContext,
  page: PageOfGenerations,
): Promise<Connection<GenerationType>> {
  const { size, after } = readPage(page, GENERATION_CURSOR);
  const since = auditWindowStart(viewer.plan, services.now());
  const found = await services.generations.list({
    accountId: viewer.account.id,
    filter: present({ statuses: page.where?.status, models: checkModelNames(page.where?.model) }),
    limit: size + 1,
    since,
    ...present({ beforeId: after }),
  });
  return toConnection({
    rows: found.filter((generation) => generation.createdAt >= since),
    size,
    auditWindow: auditWindowOf(services, viewer),
    toItem: (generation: Generation) => toGeneration(generation, services.catalog),
    toCursor: (generation) => GENERATION_CURSOR.write(generation.id),
  });
}

@Resolver()
export class GenerationUpdatedResolver {
  @GuardedBy('GENERATION_READ')
  @Subscription(() => GenerationUpdateType, {
    description: 'Follows a generation: first as it is now, then every change; it completes after the terminal one.',
    subscribe: ({ args, context }) => follow(context as GraphqlContext, (args as { id: string }).id),
  })
  generationUpdated(
    @Arg('id', () => ID) _id: string,
    @Root() event: EventOrFailure<Generation>,
    @Ctx() context: GraphqlContext,
  ): GenerationUpdateType {
    if (event instanceof Error) throw event;
    return toGenerationUpdate(event, context.services.catalog);
  }
}

async function follow(
  { services, viewer }: GraphqlContext,
  publicId: string,
): Promise<AsyncIterableIterator<Generation>> {
  const id = fromPublicId('gen', publicId);
  const updates = id === undefined ? undefined : await services.generations.follow(viewer.account.id, id);
  if (updates === undefined) throw generationNotFound();
  return updates;
}

const generationNotFound = (): GraphQLError =>
  refusedQuery(generalError({ code: 'GENERATION_NOT_FOUND', message: 'There is no such generation.', path: ['id'] }));

function modelNames(...[given]: Parameters<ArgumentCheck>): void {
  checkModelNames((given['where'] as GenerationWhere | null | undefined)?.model);
}
