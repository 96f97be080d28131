// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { Field, Int, ObjectType } from 'type-graphql';
import type { CreditSource, LotState } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';

export const CreditSourceEnum = enumType<CreditSource>('CreditSource', 'Where the credits of a lot come from.', {
  PACK: 'A credit pack that was bought.',
  PLAN: 'The monthly credits of a plan.',
  PROMOTION: 'A gift.',
  AUTO_TOP_UP: 'An automatic top-up.',
  REFUND: 'Credits given back.',
  ADJUSTMENT: 'A correction by the operator.',
});

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('CreditLot', {
  implements: Node,
  description: 'Credits with one origin and one expiry.',
  simpleResolvers: true,
})
export class CreditLotType extends Node {
  readonly __typename!: 'CreditLot';
  readonly accountId!: string;
  readonly purchaseId!: string | undefined;

  @Field(() => CreditSourceEnum, { description: 'Where they come from.' })
  readonly source!: CreditSource;

  @Field(() => CreditsScalar, { description: 'What was added.' })
  readonly granted!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What of it can still be reserved.' })
  readonly remaining!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What of it is set aside for work in flight.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What of it cannot be spent while its payment is disputed.' })
  readonly frozen!: MicroCredits;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when they were promised; null: they never expire.',
  })
  readonly expiresAt!: Date | undefined;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the remainder really expires: as promised, or later by up to 24 hours when some came back shortly before or after; null: never.',
  })
  readonly usableUntil!: Date | undefined;
}

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('Balance', { description: 'What an account has, at one moment.', simpleResolvers: true })
export class BalanceType {
  @Field(() => CreditsScalar, { description: 'What a generation can reserve now.' })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'Set aside for work in flight: not charged, not available.' })
  readonly reserved!: MicroCredits;

  @Field(() => String, { description: 'Number of the last transaction that is included.' })
  readonly sequence!: string;

  @Field(() => DateTimeScalar, { description: 'When it was read.' })
  readonly asOf!: Date;

  readonly accountId!: string;
  readonly lotStates!: readonly LotState[];

  @Field(() => Int, { description: 'How many lots there are that still hold something.' })
  readonly lotCount!: number;

  @Field(() => CreditsScalar, { description: 'Cannot be spent while its payment is disputed: not available.' })
  readonly frozen!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'Spent credits whose payment went back: settled by the next credits; until then none can be spent.',
  })
  readonly debt!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What expires within 7 days.' })
  readonly expiringSoon!: MicroCredits;
}
