import { Args, ArgsType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { toPublicId } from '../../callers/index.ts';
import type { Generation } from '../../generation/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { STUCK_CURSOR } from '../edge/cursors.ts';
import { type ArgumentCheck, CheckedFirst, checkRange, pageOf } from '../edge/guard/argument-checks.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { type Connection, connectionType, PageOf, readPage, toConnection } from '../edge/pages.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toGeneration } from '../generations/translate.ts';
import { GenerationType } from '../generations/types.ts';

@GuardedBy('OPERATOR')
@ObjectType('StuckGeneration', {
  description:
    'A generation that should have ended. settleGeneration with a cost of 0 ends it and gives everything back.',
  simpleResolvers: true,
})
class StuckGenerationType {
  @Field(() => ID, { description: 'Whose it is.' })
  readonly accountId!: string;

  @Field(() => Int, { description: 'How many seconds ago it was accepted.' })
  readonly ageSeconds!: number;

  @Field(() => CreditsScalar, { description: 'What is set aside for it.' })
  readonly reserved!: MicroCredits;

  @Field(() => GenerationType, { description: 'The generation.' })
  readonly generation!: GenerationType;
}

const StuckGenerationConnection = connectionType('StuckGeneration', StuckGenerationType);

const USUAL_MINUTES = 60;
const MOST_MINUTES = 43_200;

@ArgsType()
class PageOfStuck extends PageOf {
  @Field(() => Int, {
    nullable: true,
    defaultValue: USUAL_MINUTES,
    description: 'Accepted so many minutes ago or earlier, 1 to 43,200.',
  })
  readonly olderThanMinutes?: number | null;
}

const MINUTE_MILLISECONDS = 60_000;
/** Another worker takes over within seconds. */
const LEASE_OVER_MINUTES = 5;

@Resolver()
export class StuckGenerationsResolver {
  @GuardedBy('OPERATOR')
  @CheckedFirst(pageOf(STUCK_CURSOR), minutesInRange)
  @Query(() => StuckGenerationConnection, {
    description:
      'Operator: generations of all accounts that were accepted long ago and have not ended, or whose worker has been gone for 5 minutes and nobody has taken over, oldest first. What waits for a decision is in heldGenerations.',
  })
  stuckGenerations(
    @Args(() => PageOfStuck) page: PageOfStuck,
    @Ctx() context: GraphqlContext,
  ): Promise<Connection<StuckGenerationType>> {
    return listStuck(context, page);
  }
}

async function listStuck({ services }: GraphqlContext, page: PageOfStuck): Promise<Connection<StuckGenerationType>> {
  const { size, after } = readPage(page, STUCK_CURSOR);
  const now = services.now().getTime();
  const rows = await services.generations.stuck({
    limit: size + 1,
    before: new Date(now - (page.olderThanMinutes ?? USUAL_MINUTES) * MINUTE_MILLISECONDS),
    leaseOver: new Date(now - LEASE_OVER_MINUTES * MINUTE_MILLISECONDS),
    after: after === undefined ? undefined : { createdAt: after.heldAt, id: after.id },
  });
  return toConnection({
    rows,
    size,
    toItem: (generation: Generation) => ({
      accountId: toPublicId('acct', generation.accountId),
      ageSeconds: Math.max(0, Math.trunc((now - generation.createdAt.getTime()) / 1_000)),
      reserved: generation.maxCost,
      generation: toGeneration(generation, services.catalog),
    }),
    toCursor: ({ createdAt, id }) => STUCK_CURSOR.write({ heldAt: createdAt, id }),
  });
}

function minutesInRange(...[given]: Parameters<ArgumentCheck>): void {
  checkRange('olderThanMinutes', given['olderThanMinutes'], MOST_MINUTES);
}
