import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type CancelOutcome, refundedBy } from '../../generation/index.ts';
import { ZERO } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { generalError } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { toGeneration } from '../translate/to-generation.ts';
import { CancelGenerationInput, CancelGenerationPayload } from '../types/cancel-generation.ts';
import type { AnyUserError } from '../types/user-errors.ts';

type Refusal = Extract<CancelOutcome, { status: 'refused' }>['refusal'];

@Resolver()
export class CancelGenerationResolver {
  @GuardedBy('GENERATION_WRITE')
  @Mutation(() => CancelGenerationPayload, {
    description:
      'Ends a generation: at once and with a full refund while it is queued, by the word of its provider while it runs. Repeating it is safe.',
  })
  cancelGeneration(
    @Arg('input', () => CancelGenerationInput) input: CancelGenerationInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CancelGenerationPayload> {
    context.forget();
    return cancel(context, input.id);
  }
}

async function cancel({ services, viewer }: GraphqlContext, publicId: string): Promise<CancelGenerationPayload> {
  const id = fromPublicId('gen', publicId);
  if (id === undefined) return refused({ code: 'GENERATION_NOT_FOUND' });
  const outcome = await services.generations.cancel(viewer.account.id, id);
  if (outcome.status === 'refused') return refused(outcome.refusal);
  const { generation, cancelSent } = outcome;
  return {
    generation: toGeneration(generation, services.catalog),
    cancelSent,
    refunded: refundedBy(generation),
    userErrors: [],
  };
}

function refused(refusal: Refusal): CancelGenerationPayload {
  return { generation: undefined, cancelSent: false, refunded: ZERO, userErrors: [toError(refusal)] };
}

function toError(refusal: Refusal): AnyUserError {
  const path = ['id'];
  switch (refusal.code) {
    case 'GENERATION_NOT_FOUND':
      return generalError({ code: refusal.code, message: 'There is no such generation.', path });
    case 'NOT_CANCELABLE': {
      const message = `It has ended already: ${refusal.generation.status}.`;
      return generalError({ code: refusal.code, message, path });
    }
    default:
      return refusal satisfies never;
  }
}
