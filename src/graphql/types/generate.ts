import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked } from '../guard/scopes.ts';
import { CreditsScalar, JsonObjectScalar, UrlScalar } from '../scalars/index.ts';
import { EstimateType } from './estimate.ts';
import { GenerationType } from './generation.ts';
import { UserError } from './user-errors.ts';

@InputType({ description: 'What to make, and what it may cost.' })
export class GenerateInput {
  @Field(() => ID, { description: 'Identifier of a model.' })
  readonly model!: string;

  @Field(() => String, { nullable: true, description: 'What to make, in at most 10,000 characters.' })
  readonly prompt?: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "As the model's parameterSchema says." })
  readonly parameters?: Readonly<Record<string, unknown>> | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'How many outputs, 1 to 100.' })
  readonly count?: number | null;

  @Field(() => ID, {
    description:
      'One key, one generation: a repetition answers with the first one. 1 to 255 printable ASCII characters; it never expires.',
  })
  readonly idempotencyKey!: string;

  @Field(() => ID, { nullable: true, description: 'A quote for just this request: its price binds.' })
  readonly quoteId?: string | null;

  @Field(() => CreditsScalar, { nullable: true, description: 'Refuse when it may cost more than this.' })
  readonly maxCost?: MicroCredits | null;

  @Field(() => [String], { nullable: true, description: "Names of the model's providers, in the order to try them." })
  readonly providerOrder?: readonly string[] | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      "Told of every change of it, beside the account's endpoints: https, a public host, signed with the account's webhook secret.",
  })
  readonly webhookUrl?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Validate and price only: nothing is reserved, nothing is run.',
  })
  readonly dryRun?: boolean | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The accepted generation, or why there is none.', simpleResolvers: true })
export class GeneratePayload {
  readonly accountId!: string;

  @Field(() => GenerationType, { nullable: true, description: 'Null when refused, and for a dry run.' })
  readonly generation!: GenerationType | undefined;

  @Field(() => EstimateType, {
    nullable: true,
    description: 'What it was expected to cost; null when it has no price.',
  })
  readonly estimate!: EstimateType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its generation.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
