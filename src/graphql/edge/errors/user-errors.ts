// Refusals in the schema: their codes, and the types of their numbers.
import { Field, ID, Int, InterfaceType, ObjectType, Root } from 'type-graphql';
import {
  type AnyUserError,
  type InsufficientCreditsError,
  USER_ERROR_CODES,
  type UserErrorCode,
} from '../../../callers/index.ts';
import type { LimitPeriod } from '../../../keys/index.ts';
import type { MicroCredits } from '../../../money/index.ts';
import { LimitPeriodEnum } from '../../keys/types.ts';
import { toCreditPack } from '../../packs/credit-pack.ts';
import { CreditPackType } from '../../packs/types.ts';
import { ForAnyKey, OpenInterface } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars.ts';
import { enumType, type Typed } from '../types.ts';

const describedCodes = Object.entries(USER_ERROR_CODES).map(([code, { meaning, status }]) => [
  code,
  `${meaning} (${status})`,
]);

const UserErrorCodeEnum = enumType<UserErrorCode>(
  'UserErrorCode',
  'Why a request was refused; in brackets the HTTP status that a REST API would give.',
  Object.fromEntries(describedCodes) as Record<UserErrorCode, string>,
);

// Refusals as data: business outcomes that a client handles, with their numbers.

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
@ObjectType('GeneralError', {
  implements: UserError,
  description: 'A refusal without numbers of its own.',
  simpleResolvers: true,
})
class GeneralErrorType extends UserError {
  declare readonly __typename: 'GeneralError';
}

@ForAnyKey()
@ObjectType('InsufficientCreditsError', {
  implements: UserError,
  description: 'There are not enough credits.',
  simpleResolvers: true,
})
class InsufficientCreditsErrorType extends UserError {
  declare readonly __typename: 'InsufficientCreditsError';

  @Field(() => CreditsScalar, { description: 'What would have been reserved.' })
  readonly required!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What can be reserved now.' })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'required - available.' })
  readonly shortfall!: MicroCredits;

  @Field(() => CreditPackType, {
    name: 'suggestedPack',
    nullable: true,
    description: 'The smallest pack that covers the shortfall.',
  })
  packThatCovers(@Root() { suggestedPack }: InsufficientCreditsError): CreditPackType | undefined {
    return suggestedPack === undefined ? undefined : toCreditPack(suggestedPack);
  }
}

@ForAnyKey()
@ObjectType('SpendLimitError', {
  implements: UserError,
  description: "The key's limit is reached.",
  simpleResolvers: true,
})
class SpendLimitErrorType extends UserError {
  declare readonly __typename: 'SpendLimitError';

  @Field(() => ID, { description: 'The key whose limit it is: the asking one, or one that it descends from.' })
  readonly apiKeyId!: string;

  @Field(() => CreditsScalar, { description: 'What that key and all that descend from it may spend in a period.' })
  readonly limit!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for.' })
  readonly period!: LimitPeriod;

  @Field(() => CreditsScalar, { description: 'What they have reserved and spent in this period.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What they may still spend in it.' })
  readonly remaining!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When the next period begins.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType('EndUserLimitError', {
  implements: UserError,
  description: "The end user's limit is reached.",
  simpleResolvers: true,
})
class EndUserLimitErrorType extends UserError {
  declare readonly __typename: 'EndUserLimitError';

  @Field(() => ID, { description: 'The metadata.userId of the request.' })
  readonly endUser!: string;

  @Field(() => CreditsScalar, { description: 'What may be spent for it in a period.' })
  readonly limit!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for.' })
  readonly period!: LimitPeriod;

  @Field(() => CreditsScalar, { description: 'What was reserved and spent for it in this period.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What may still be spent for it.' })
  readonly remaining!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When the next period begins.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType('ParameterError', { implements: UserError, description: 'A value is not accepted.', simpleResolvers: true })
class ParameterErrorType extends UserError {
  declare readonly __typename: 'ParameterError';

  @Field(() => [String], { nullable: true, description: 'What would be accepted.' })
  readonly allowed?: readonly string[] | undefined;
}

@ForAnyKey()
@ObjectType('PaymentDeclinedError', {
  implements: UserError,
  description: 'The payment was declined.',
  simpleResolvers: true,
})
class PaymentDeclinedErrorType extends UserError {
  declare readonly __typename: 'PaymentDeclinedError';

  @Field(() => String, { nullable: true, description: "The payment provider's reason." })
  readonly declineCode?: string | undefined;
}

/** The type of each kind: the compiler finds one that is missing. */
export const USER_ERROR_TYPES = {
  GeneralError: GeneralErrorType,
  InsufficientCreditsError: InsufficientCreditsErrorType,
  SpendLimitError: SpendLimitErrorType,
  EndUserLimitError: EndUserLimitErrorType,
  ParameterError: ParameterErrorType,
  PaymentDeclinedError: PaymentDeclinedErrorType,
} satisfies Record<AnyUserError['__typename'], unknown>;
