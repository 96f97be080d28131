// Refusals as data: business outcomes that a client handles, with their numbers.
import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { UserErrorCode } from '../errors/user-error-codes.ts';
import { ForAnyKey, OpenInterface } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import type { Typed } from './node.ts';
import { CreditPackType } from './pack.ts';
import { UserErrorCodeEnum } from './user-error-code-enum.ts';

@OpenInterface()
@InterfaceType({
  description: 'A request was understood and refused; nothing was changed.',
  resolveType: (value: Typed) => value.__typename,
})
export abstract class UserError {
  readonly __typename!: string;

  @Field(() => UserErrorCodeEnum, { description: 'Which refusal it is, for programs.' })
  readonly code!: UserErrorCode;

  @Field(() => String, { description: 'What happened, for people.' })
  readonly message!: string;

  @Field(() => [String], { nullable: true, description: 'Where in the input: ["parameters", "size"].' })
  readonly path?: readonly string[] | undefined;

  @Field(() => Int, { description: 'The HTTP status that a REST API would give.' })
  readonly status!: number;

  @Field(() => Boolean, { description: 'Whether the same request may succeed later without any change.' })
  readonly retryable!: boolean;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'A refusal without numbers of its own.', simpleResolvers: true })
export class GeneralError extends UserError {
  declare readonly __typename: 'GeneralError';
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'There are not enough credits.', simpleResolvers: true })
export class InsufficientCreditsError extends UserError {
  declare readonly __typename: 'InsufficientCreditsError';

  @Field(() => CreditsScalar, { description: 'What would have been reserved.' })
  readonly required!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What can be reserved now.' })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'required - available.' })
  readonly shortfall!: MicroCredits;

  @Field(() => CreditPackType, { nullable: true, description: 'The smallest pack that covers the shortfall.' })
  readonly suggestedPack?: CreditPackType | undefined;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: "The key's daily limit is reached.", simpleResolvers: true })
export class SpendLimitError extends UserError {
  declare readonly __typename: 'SpendLimitError';

  @Field(() => ID, { description: 'The key whose limit it is: the asking one, or one that it descends from.' })
  readonly apiKeyId!: string;

  @Field(() => CreditsScalar, { description: 'What that key and all that descend from it may spend per UTC day.' })
  readonly limit!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What they have reserved and spent today.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What they may still spend today.' })
  readonly remaining!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When the next UTC day begins.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'A value is not accepted.', simpleResolvers: true })
export class ParameterError extends UserError {
  declare readonly __typename: 'ParameterError';

  @Field(() => [String], { nullable: true, description: 'What would be accepted.' })
  readonly allowed?: readonly string[] | undefined;
}

@ForAnyKey()
@ObjectType({ implements: UserError, description: 'The payment was declined.', simpleResolvers: true })
export class PaymentDeclinedError extends UserError {
  declare readonly __typename: 'PaymentDeclinedError';

  @Field(() => String, { nullable: true, description: "The payment provider's reason." })
  readonly declineCode?: string | undefined;
}

export type AnyUserError =
  | GeneralError
  | InsufficientCreditsError
  | SpendLimitError
  | ParameterError
  | PaymentDeclinedError;
