import { Args, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { toPublicId } from '../../callers/index.ts';
import { type Generation, isHeldLate } from '../../generation/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { HELD_CURSOR } from '../edge/cursors.ts';
import { CheckedFirst, pageOf } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { present } from '../edge/input.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toGeneration } from '../generations/translate.ts';
import { GenerationType } from '../generations/types.ts';

@GuardedBy('OPERATOR')
@ObjectType('HeldGeneration', {
  description: 'A generation whose cost an operator has to decide; generation.review has the numbers.',
  simpleResolvers: true,
})
class HeldGenerationType {
  @Field(() => ID, { description: 'Whose it is.' })
  readonly accountId!: string;

  @Field(() => Int, { description: 'For how many seconds it has been waiting.' })
  readonly ageSeconds!: number;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What was delivered comes to; null when it has no price.',
  })
  readonly amount!: MicroCredits | undefined;

  @Field(() => CreditsScalar, {
    description: 'What is set aside for it: the most that can be charged. 0 when it was delivered after its refund.',
  })
  readonly reserved!: MicroCredits;

  @Field(() => GenerationType, { description: 'The generation.' })
  readonly generation!: GenerationType;
}

const HeldGenerationConnection = connectionType('HeldGeneration', HeldGenerationType);

@Resolver()
export class HeldGenerationsResolver {
  @GuardedBy('OPERATOR')
  @CheckedFirst(pageOf(HELD_CURSOR))
  @Query(() => HeldGenerationConnection, {
    description: 'Operator: generations of all accounts whose cost waits for a decision, longest waiting first.',
  })
  heldGenerations(
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<HeldGenerationType>> {
    return listHeld(context, page);
  }
}

async function listHeld({ services }: GraphqlContext, page: PageOf): Promise<Connection<HeldGenerationType>> {
  const { size, after } = readPage(page, HELD_CURSOR);
  const now = services.now();
  const rows = await services.generations.held({ limit: size + 1, ...present({ after }) });
  return toConnection({
    rows,
    size,
    toItem: (generation: Generation) => ({
      accountId: toPublicId('acct', generation.accountId),
      ageSeconds: secondsBetween(generation.heldAt ?? now, now),
      amount: generation.effectiveCost,
      reserved: isHeldLate(generation) ? ZERO : generation.maxCost,
      generation: toGeneration(generation, services.catalog),
    }),
    toCursor: ({ heldAt, createdAt, id }) => HELD_CURSOR.write({ heldAt: heldAt ?? createdAt, id }),
  });
}

const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1_000));
