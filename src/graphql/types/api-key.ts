import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Scope } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import { ScopeEnum } from './enums.ts';
import { Node } from './node.ts';
import { UserError } from './user-errors.ts';

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
  readonly dailyLimit!: MicroCredits | undefined;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => String, { description: "The secret's first characters, to tell keys apart." })
  readonly prefix!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do.' })
  readonly scopes!: readonly Scope[];

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
@ObjectType('DailySpend', {
  description: 'What a key and those that descend from it have used of the current UTC day.',
  simpleResolvers: true,
})
export class DailySpendType {
  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What they may reserve and spend per UTC day; null: no limit, but those of the keys above it.',
  })
  readonly limit!: MicroCredits | undefined;

  @Field(() => CreditsScalar, { description: 'Charged for what was reserved today.' })
  readonly used!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Reserved today and not settled yet.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, { nullable: true, description: 'limit - used - reserved; null without a limit.' })
  readonly remaining!: MicroCredits | undefined;

  @Field(() => DateTimeScalar, { description: 'When the next UTC day begins.' })
  readonly resetsAt!: Date;
}

@InputType({ description: 'The key to create.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'Its name for people, 1 to 100 characters.' })
  readonly name!: string;

  @Field(() => [ScopeEnum], {
    nullable: true,
    description: "Some of the asking key's scopes; all of them except KEYS_WRITE and OPERATOR when absent.",
  })
  readonly scopes?: readonly Scope[] | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it stops working, not after the asking key; like that one when absent.',
  })
  readonly expiresAt?: Date | null;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: "What it may reserve and spend per UTC day, at most the asking key's limit; that one when absent.",
  })
  readonly dailyLimit?: MicroCredits | null;

  @Field(() => ID, { nullable: true, description: 'Operator: whose key it is; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Operator: why, in at most 500 characters; kept with who and what.',
  })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The key with its secret, or why there is none.', simpleResolvers: true })
export class CreateApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The new key.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => String, { nullable: true, description: 'Its secret: in this answer only, keep it.' })
  readonly secret!: string | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'What changes; what is absent stays.' })
export class UpdateApiKeyInput {
  @Field(() => ID, { description: 'Id of an API key of this account that was not revoked; it may be the asking key.' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'Its name for people, 1 to 100 characters.' })
  readonly name?: string | null;

  @Field(() => [ScopeEnum], { nullable: true, description: "Some of the asking key's scopes, one at least." })
  readonly scopes?: readonly Scope[] | null;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What it may reserve and spend per UTC day, today included; null takes the limit away.',
  })
  readonly dailyLimit?: MicroCredits | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it stops working; null: never.' })
  readonly expiresAt?: Date | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The changed key, or why it is as it was.', simpleResolvers: true })
export class UpdateApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key as it is now.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@InputType({ description: 'The key to end.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'Id of an API key of this account.' })
  readonly id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Also ends the keys that descend from it: those that it created, those that they created, and so on.',
  })
  readonly descendants?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'Operator: whose key it is; the account that asks when absent.' })
  readonly accountId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Operator: why, in at most 500 characters; kept with who and what.',
  })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The ended key, or why there is none.', simpleResolvers: true })
export class RevokeApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true, description: 'The key, revoked. Revoking twice changes nothing.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => Int, { description: 'How many keys were ended now, this one included.' })
  readonly revoked!: number;

  @Field(() => Int, { description: 'How many keys that descend from it still work: `descendants` ends them, too.' })
  readonly descendantsLeft!: number;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
