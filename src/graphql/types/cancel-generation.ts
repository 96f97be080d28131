import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked } from '../guard/scopes.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { GenerationType } from './generation.ts';
import { UserError } from './user-errors.ts';

@InputType({ description: 'A generation that is not wanted any more.' })
export class CancelGenerationInput {
  @Field(() => ID, { description: 'The generation.' })
  readonly id!: string;
}

@ForWhoAsked()
@ObjectType('CancelGenerationPayload', { description: 'What became of a cancel.', simpleResolvers: true })
export class CancelGenerationPayload {
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
