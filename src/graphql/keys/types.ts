// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { Field, InputType, ObjectType } from 'type-graphql';
import type { KeyPreset, LimitPeriod, Scope } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';

export const ScopeEnum = enumType<Scope>('Scope', 'What an API key may do.', {
  GENERATION_WRITE: 'Start generations.',
  GENERATION_READ: 'See generations and follow them.',
  ACCOUNT_READ: 'See balance, transactions, usage, purchases and keys.',
  BILLING_WRITE: 'Buy credits and change the plan.',
  KEYS_WRITE: 'Create, change and revoke API keys. Who holds it can make several: a daily limit bounds each of them.',
  OPERATOR: 'Run the gateway: create accounts, grant credits, give charges back and decide held costs.',
});

export const KeyPresetEnum = enumType<KeyPreset>('KeyPreset', 'Scopes of an API key that go well together.', {
  FULL_ACCESS: 'All scopes but OPERATOR.',
  GENERATE_ONLY: 'GENERATION_WRITE and GENERATION_READ: start generations and see them.',
  READ_ONLY: 'GENERATION_READ and ACCOUNT_READ: see everything, change nothing.',
  MONITOR_ONLY: 'ACCOUNT_READ: balance, usage and keys, and nothing of what was generated.',
});

export const LimitPeriodEnum = enumType<LimitPeriod>(
  'LimitPeriod',
  "What a limit is for. It begins at the account's reset hour, by the clocks of its time zone.",
  {
    DAY: 'A day.',
    WEEK: 'From Monday.',
    MONTH: 'From the 1st.',
  },
);

@InputType({ description: 'What a key may reserve and spend in a period.' })
export class SpendingLimitInput {
  @Field(() => CreditsScalar, { description: 'More than 0.' })
  readonly amount!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'How long it is for.' })
  readonly period!: LimitPeriod;
}

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
@ObjectType('ReplacedSecret', { description: 'A secret that a rotation replaced.', simpleResolvers: true })
export class ReplacedSecretType {
  @Field(() => String, { description: 'Its first characters.' })
  readonly prefix!: string;

  @Field(() => DateTimeScalar, { description: 'When it was replaced.' })
  readonly replacedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'Until when it works, too.' })
  readonly worksUntil!: Date;
}

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
@ObjectType('ApiKey', {
  implements: Node,
  description: 'A key to the account, without its secret.',
  simpleResolvers: true,
})
export class ApiKeyType extends Node {
  readonly __typename!: 'ApiKey';
  readonly accountId!: string;
  /** The id in the database. */
  readonly key!: string;
  readonly spendingLimit!: MicroCredits | undefined;
  readonly limitPeriod!: LimitPeriod;
  readonly timeZone!: string;
  readonly resetHour!: number;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => String, { description: "The secret's first characters, to tell keys apart." })
  readonly prefix!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do.' })
  readonly scopes!: readonly Scope[];

  @Field(() => KeyPresetEnum, { nullable: true, description: 'The preset that its scopes are; null: of none.' })
  readonly preset!: KeyPreset | undefined;

  @Field(() => [String], {
    description: 'Networks (CIDR) that it may be used from; none: from anywhere.',
  })
  readonly allowedIps!: readonly string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it stops working; null: never.' })
  readonly expiresAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked.' })
  readonly revokedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last used, to the minute.' })
  readonly lastUsedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  readonly createdAt!: Date;
}

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
@ObjectType('KeySpending', {
  description: 'What a key and those that descend from it have used of the current period.',
  simpleResolvers: true,
})
export class KeySpendingType {
  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What they may reserve and spend in a period; null: no limit, but those of the keys above it.',
  })
  readonly limit!: MicroCredits | undefined;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for; a day without one.' })
  readonly period!: LimitPeriod;

  @Field(() => CreditsScalar, { description: 'Charged for what was reserved in this period.' })
  readonly spent!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Reserved in this period and not settled yet.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'limit - spent - reserved, 0 when that is less; null without a limit.',
  })
  readonly remaining!: MicroCredits | undefined;

  @Field(() => DateTimeScalar, { description: 'When the period began.' })
  readonly startsAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When the next one begins.' })
  readonly resetsAt!: Date;
}

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
@ObjectType('DailySpend', {
  description: "What a key and those that descend from it have used of the account's current day.",
  simpleResolvers: true,
})
export class DailySpendType {
  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What they may reserve and spend per day; null: no daily limit, but those of the keys above it.',
  })
  readonly limit!: MicroCredits | undefined;

  @Field(() => CreditsScalar, { description: 'Charged for what was reserved today.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Reserved today and not settled yet.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, { nullable: true, description: 'limit - used - reserved; null without a limit.' })
  readonly remaining!: MicroCredits | undefined;

  @Field(() => DateTimeScalar, { description: 'When the next day begins.' })
  readonly resetsAt!: Date;
}
