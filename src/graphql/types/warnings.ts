import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import { UserError } from './user-errors.ts';

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('LowBalanceWarning', { description: 'A threshold that the balance is below.', simpleResolvers: true })
export class LowBalanceWarningType {
  @Field(() => CreditsScalar, { description: 'The threshold.' })
  readonly threshold!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What was available when it was noticed.' })
  readonly available!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When it was noticed.' })
  readonly crossedAt!: Date;
}

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('ExpiryWarning', { description: 'Credits that expire soon.', simpleResolvers: true })
export class ExpiryWarningType {
  @Field(() => ID, { description: 'Id of the lot.' })
  readonly lotId!: string;

  @Field(() => Int, { description: 'How many days before the warning was given: 30, 7 or 1.' })
  readonly days!: number;

  @Field(() => CreditsScalar, { description: 'What would have expired then.' })
  readonly credits!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When they expire.' })
  readonly expiresAt!: Date;
}

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('AccountWarnings', { description: 'Before credits run out or expire.', simpleResolvers: true })
export class AccountWarningsType {
  @Field(() => [CreditsScalar], { description: 'Warned of when less than this is available.' })
  readonly thresholds!: readonly MicroCredits[];

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @Field(() => [LowBalanceWarningType], { description: 'Thresholds that the balance is below now, highest first.' })
  readonly lowBalance!: readonly LowBalanceWarningType[];

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @Field(() => [ExpiryWarningType], { description: 'Lots that were warned of and have not expired, soonest first.' })
  readonly expiring!: readonly ExpiryWarningType[];
}

@InputType({ description: 'When to be warned.' })
export class ConfigureWarningsInput {
  @Field(() => [CreditsScalar], { description: 'At most 10 different amounts above 0; none switches them off.' })
  readonly thresholds!: MicroCredits[];
}

@ForWhoAsked()
@ObjectType({ description: 'The warnings as they are now, or why it was refused.', simpleResolvers: true })
export class ConfigureWarningsPayload {
  @Field(() => AccountWarningsType, { nullable: true, description: 'As they are now.' })
  readonly warnings!: AccountWarningsType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
