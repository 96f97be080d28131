import { Field, ID, ObjectType } from 'type-graphql';
import type { LimitPeriod } from '../../keys/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { LimitPeriodEnum } from '../keys/types.ts';

@GuardedBy('ACCOUNT_READ', 'KEYS_WRITE')
@ObjectType('EndUserLimit', {
  description: 'What may be reserved and spent for an end user in a period.',
  simpleResolvers: true,
})
export class EndUserLimitType {
  @Field(() => ID, { nullable: true, description: 'Whose; null: of each that has none of its own.' })
  readonly endUser!: string | undefined;

  @Field(() => CreditsScalar, { description: 'How much.' })
  readonly amount!: MicroCredits;

  @Field(() => LimitPeriodEnum, { description: 'How long it is for.' })
  readonly period!: LimitPeriod;
}

@GuardedBy('ACCOUNT_READ')
@ObjectType('EndUser', {
  description: 'One of your own customers, by the metadata.userId of requests: what was spent in the current period.',
  simpleResolvers: true,
})
export class EndUserType {
  @Field(() => ID, { description: 'As requests name it.' })
  readonly id!: string;

  @Field(() => CreditsScalar, { nullable: true, description: 'What may be spent in a period; null: no limit.' })
  readonly limit!: MicroCredits | undefined;

  @Field(() => LimitPeriodEnum, { description: 'What the limit is for; a month without one.' })
  readonly period!: LimitPeriod;

  @Field(() => Boolean, { description: "Whether the limit is this end user's own; otherwise it is that of each." })
  readonly hasOwnLimit!: boolean;

  @Field(() => CreditsScalar, {
    description: 'Charged for what was accepted in this period, less what operators gave back of it.',
  })
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
