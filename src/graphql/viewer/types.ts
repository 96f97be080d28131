import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { KeyPreset, LimitPeriod, Scope } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { AccountType } from '../accounts/types.ts';
import { ForAnyKey } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { ClientTokenType } from '../keys/client-token.ts';
import { KeyPresetEnum, LimitPeriodEnum, ScopeEnum } from '../keys/types.ts';

@ForAnyKey()
@ObjectType('RequestAllowance', {
  description:
    'What an account may ask of all gateways together, whichever of its keys asks. A minute begins with its first request.',
  simpleResolvers: true,
})
export class RequestAllowanceType {
  @Field(() => Int, { description: 'Requests per minute, as the plan says; costly operations count as several.' })
  readonly limit!: number;

  @Field(() => Int, { description: 'What is left of the minute after this request.' })
  readonly remaining!: number;

  @Field(() => DateTimeScalar, { description: 'When all of it is there again.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType('SpendingAllowance', {
  description: 'What a key may spend in a period, with all that descend from it.',
  simpleResolvers: true,
})
export class SpendingAllowanceType {
  @Field(() => ID, { description: 'The key whose limit it is: the asking one, or one that it descends from.' })
  readonly apiKeyId!: string;

  @Field(() => CreditsScalar, { description: 'Credits for each period.' })
  readonly limit!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for.' })
  readonly period!: LimitPeriod;

  @Field(() => CreditsScalar, { description: 'What is left of it.' })
  readonly remaining!: MicroCredits;

  @Field(() => DateTimeScalar, { description: 'When the next period begins.' })
  readonly resetsAt!: Date;
}

@ForAnyKey()
@ObjectType('ViewerLimits', { description: 'What limits the asking key now, beside credits.', simpleResolvers: true })
export class ViewerLimitsType {
  @Field(() => RequestAllowanceType, { nullable: true, description: 'Null: this gateway counts no requests.' })
  readonly requests!: RequestAllowanceType | undefined;

  @Field(() => Int, { description: 'How many generations of the account may be in flight at once.' })
  readonly concurrencyLimit!: number;

  @Field(() => Int, { description: 'How many more may be started now.' })
  readonly concurrencyRemaining!: number;

  @Field(() => SpendingAllowanceType, {
    nullable: true,
    description: 'The limit with the least left, of the key or one above it; null: none binds it.',
  })
  readonly spending!: SpendingAllowanceType | undefined;

  @Field(() => CreditsScalar, {
    nullable: true,
    deprecationReason: 'Use `spending`.',
    description: 'Of the limits for a day, the one with the least left; null: no daily limit binds the key.',
  })
  readonly dailyLimit!: MicroCredits | undefined;

  @Field(() => CreditsScalar, {
    nullable: true,
    deprecationReason: 'Use `spending`.',
    description: 'What is left of it; null without a daily limit.',
  })
  readonly dailyRemaining!: MicroCredits | undefined;

  @Field(() => DateTimeScalar, {
    deprecationReason: 'Use `spending`.',
    description: "When the account's next day begins.",
  })
  readonly dailyResetsAt!: Date;
}

@ForAnyKey()
@ObjectType('Viewer', {
  description: 'Who asks: an API key and its account, as any key may know.',
  simpleResolvers: true,
})
export class ViewerType {
  @Field(() => ID, { description: 'Id of the account.' })
  readonly accountId!: string;

  @Field(() => AccountType, { description: 'The account.' })
  readonly account!: AccountType;

  @Field(() => ID, { description: 'Id of the key.' })
  readonly apiKeyId!: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly apiKeyName!: string;

  @Field(() => String, { description: "Its secret's first characters." })
  readonly apiKeyPrefix!: string;

  @Field(() => ClientTokenType, {
    nullable: true,
    description: 'The client token that stands for the key; null: its secret was shown.',
  })
  readonly clientToken!: ClientTokenType | undefined;

  @Field(() => [ScopeEnum], { description: 'What it may do, or what the token may.' })
  readonly scopes!: readonly Scope[];

  @Field(() => KeyPresetEnum, { nullable: true, description: 'The preset that its scopes are; null: of none.' })
  readonly preset!: KeyPreset | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it stops working; null: never.' })
  readonly expiresAt!: Date | undefined;

  @Field(() => [String], { description: 'Networks (CIDR) that it may be used from; none: from anywhere.' })
  readonly allowedIps!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description:
      'The address that this request comes from, as the gateway knows it: what allowedIps are compared with.',
  })
  readonly address!: string | undefined;
}
