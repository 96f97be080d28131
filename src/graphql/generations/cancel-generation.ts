import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type AnyUserError, fromPublicId, generalError } from '../../callers/index.ts';
import { type CancelOutcome, refundedBy } from '../../generation/index.ts';
import { type MicroCredits, ZERO } from '../../money/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toGeneration } from './translate.ts';
import { GenerationType } from './types.ts';

@InputType({ description: 'A generation that is not wanted any more.' })
class CancelGenerationInput {
  @Field(() => ID, { description: 'The generation.' })
  readonly id!: string;
}

@ForWhoAsked()
@ObjectType('CancelGenerationPayload', { description: 'What became of a cancel.', simpleResolvers: true })
class CancelGenerationPayload {
  @Field(() => GenerationType, {
    nullable: true,
    description:
      'As it is now: CANCELED; ended otherwise, when its provider was faster; or still RUNNING until the provider has spoken.',
  })
  readonly generation: GenerationType | undefined;

  @Field(() => Boolean, { description: 'Whether a provider was asked to stop. What was still queued needs none.' })
  readonly cancelSent!: boolean;

  @Field(() => CreditsScalar, {
    description: 'Credits of its reservation that are back; 0 while the provider has not spoken.',
  })
  readonly refunded!: MicroCredits;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

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
