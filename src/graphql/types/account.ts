import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { AccountStatus, BillingMode } from '../../accounts/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { DateTimeScalar } from '../scalars/index.ts';
import { ApiKeyType } from './api-key.ts';
import { AccountStatusEnum, BillingModeEnum } from './enums.ts';
import { Node } from './node.ts';
import { PlanType } from './pack.ts';
import { UserError } from './user-errors.ts';

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('Account', {
  implements: Node,
  description: 'Who pays: the owner of a wallet and its keys.',
  simpleResolvers: true,
})
export class AccountType extends Node {
  readonly __typename!: 'Account';
  /** The id in the database. */
  readonly key!: string;

  @GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
  @Field(() => ID, { description: 'Opaque; unique across all types.' })
  declare readonly id: string;

  @Field(() => String, { description: 'Its name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Where it is written to.' })
  readonly email!: string | undefined;

  @GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
  @Field(() => PlanType, { description: 'What it is entitled to.' })
  readonly plan!: PlanType;

  @Field(() => BillingModeEnum, { description: 'When it pays.' })
  readonly billingMode!: BillingMode;

  @GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
  @Field(() => AccountStatusEnum, { description: 'Whether it may spend.' })
  readonly status!: AccountStatus;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  readonly createdAt!: Date;
}

@InputType({ description: 'The account to open.' })
export class CreateAccountInput {
  @Field(() => String, { description: 'Its name for people, 1 to 200 characters.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Where it is written to. One address opens one account.' })
  readonly email?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the plan's welcome credits greet it, once per person. When absent: if it has an e-mail address. True greets an account without one, too.",
  })
  readonly welcomeCredits?: boolean | null;

  @Field(() => ID, { nullable: true, description: "Id of a plan; the storefront's first one when absent." })
  readonly planId?: string | null;

  @Field(() => ID, { nullable: true, description: 'One key, one account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The account with its first key, or why there is none.', simpleResolvers: true })
export class CreateAccountPayload {
  @Field(() => AccountType, { nullable: true, description: 'The new account.' })
  readonly account!: AccountType | undefined;

  @Field(() => ApiKeyType, { nullable: true, description: 'Its first key; null when replayed.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      "The first key's secret: in this answer only, keep it. When it is lost, createApiKey with the accountId issues another key.",
  })
  readonly secret!: string | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its account.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
