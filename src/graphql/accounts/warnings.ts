import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { invalidParameter, lotId } from '../../callers/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import type { AccountWarnings } from '../../purchases/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { AccountType } from './types.ts';

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('LowBalanceWarning', { description: 'A threshold that the balance is below.', simpleResolvers: true })
class LowBalanceWarningType {
  @Field(() => CreditsScalar, { description: 'The threshold.' })
  readonly threshold!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What was available when it was noticed.' })
  readonly available!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When it was noticed.' })
  readonly crossedAt!: Date;
}

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('ExpiryWarning', { description: 'Credits that expire soon.', simpleResolvers: true })
class ExpiryWarningType {
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
class AccountWarningsType {
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
class ConfigureWarningsInput {
  @Field(() => [CreditsScalar], { description: 'At most 10 different amounts above 0; none switches them off.' })
  readonly thresholds!: MicroCredits[];
}

@ForWhoAsked()
@ObjectType({ description: 'The warnings as they are now, or why it was refused.', simpleResolvers: true })
class ConfigureWarningsPayload {
  @Field(() => AccountWarningsType, { nullable: true, description: 'As they are now.' })
  readonly warnings!: AccountWarningsType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver(() => AccountType)
export class WarningsResolver {
  @GuardedBy('BILLING_WRITE')
  @Mutation(() => ConfigureWarningsPayload, { description: 'Sets the balances below which the account is warned.' })
  async configureWarnings(
    @Arg('input', () => ConfigureWarningsInput) { thresholds }: ConfigureWarningsInput,
    @Ctx() { services, viewer, forget }: GraphqlContext,
  ): Promise<ConfigureWarningsPayload> {
    forget();
    const outcome = await services.purchases.warnings.configure({ accountId: viewer.account.id, thresholds });
    if (outcome.status === 'done') return { warnings: toWarnings(outcome.warnings), userErrors: [] };
    const { path, message, allowed } = outcome.refusal;
    return { warnings: undefined, userErrors: [invalidParameter(path, message, allowed)] };
  }

  @FieldResolver(() => AccountWarningsType, { description: 'Warnings before credits run out or expire.' })
  async warnings(@Root() { key }: AccountType, @Ctx() context: GraphqlContext): Promise<AccountWarningsType> {
    return toWarnings(await context.loaders(key).warnings());
  }
}

function toWarnings({ thresholds, lowBalance, expiring }: AccountWarnings): AccountWarningsType {
  return {
    thresholds,
    lowBalance,
    expiring: expiring.map(({ lotNumber, days, credits, expiresAt }) => ({
      lotId: lotId(lotNumber),
      days,
      credits,
      expiresAt,
    })),
  };
}
