import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Generation } from '../../generation/index.ts';
import { auditWindowStart } from '../audit-window.ts';
import type { GraphqlContext } from '../context.ts';
import { GENERATION_CURSOR } from '../cursors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { checkModelNames } from '../input/model-names.ts';
import { PageOfGenerations } from '../input/page-arguments.ts';
import { present } from '../input/present.ts';
import { readPage, toConnection } from '../pages.ts';
import { toGeneration, toMetadata } from '../translate/to-generation.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { GenerationMetadataType, GenerationReviewType, GenerationType } from '../types/generation.ts';
import { TransactionType } from '../types/transaction.ts';

const GenerationConnection = connectionType('Generation', GenerationType);

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
    ...present({ beforeId: after }),
  });
  return toConnection({
    rows: found.filter((generation) => generation.createdAt >= since),
    size,
    toItem: (generation: Generation) => toGeneration(generation, services.catalog),
    toCursor: (generation) => GENERATION_CURSOR.write(generation.id),
  });
}
