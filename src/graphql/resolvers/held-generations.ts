import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { type Generation, isHeldLate } from '../../generation/index.ts';
import { ZERO } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { HELD_CURSOR } from '../cursors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toPublicId } from '../ids.ts';
import { PageOf } from '../input/page-arguments.ts';
import { present } from '../input/present.ts';
import { readPage, toConnection } from '../pages.ts';
import { toGeneration } from '../translate/to-generation.ts';
import { type Connection, connectionType } from '../types/connection.ts';
import { HeldGenerationType } from '../types/held-generation.ts';

const HeldGenerationConnection = connectionType('HeldGeneration', HeldGenerationType);

@Resolver()
export class HeldGenerationsResolver {
  @GuardedBy('OPERATOR')
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
