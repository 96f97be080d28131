// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { AccountStatus, BillingMode } from '../../accounts/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { DateTimeScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';
import { PlanType } from '../plans/types.ts';

export const BillingModeEnum = enumType<BillingMode>('BillingMode', 'When an account pays.', {
  PREPAID: 'Credits are bought first.',
  POSTPAID: 'Invoiced monthly, up to a credit limit.',
});

const AccountStatusEnum = enumType<AccountStatus>('AccountStatus', 'Whether an account may spend.', {
  ACTIVE: 'In use.',
  SUSPENDED: 'May look, but not spend.',
});

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

  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
  @Field(() => String, { description: 'IANA name: by its clocks the limits of the keys are counted.' })
  readonly timeZone!: string;

  @GuardedBy('ACCOUNT_READ', 'KEYS_WRITE', 'OPERATOR')
  @Field(() => Int, { description: 'At which hour its days begin.' })
  readonly resetHour!: number;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When an operator closed it, for good: it is suspended since.',
  })
  readonly closedAt!: Date | undefined;
}
