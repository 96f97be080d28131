// The enums of the contract. A GraphQL enum needs an object; TypeScript's side stays a union of literals.
import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { TransactionType as Type } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { PageOfBothWays } from '../edge/pages.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, Node } from '../edge/types.ts';

const TransactionTypeEnum = enumType<Type>('TransactionType', 'What a transaction did.', {
  ADD: 'Credits were added.',
  RESERVE: 'Credits were set aside for a generation.',
  CHARGE: 'A generation was paid from its reservation; what was left over returned.',
  REFUND: 'Credits were given back: a reservation of which nothing was charged, or a charge, by the operator.',
  EXPIRE: 'Credits expired.',
  ADJUST: 'Credits that had been taken back were returned: their payment stands after all.',
  FREEZE: 'Credits cannot be spent while their payment is disputed.',
  RELEASE: 'Frozen credits can be spent again.',
  CLAWBACK:
    'Credits were taken back because their payment went back, or to settle credits that were owed, or by an operator.',
  INVOICE: 'A postpaid invoice was settled.',
});

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('Transaction', {
  implements: Node,
  description: 'One immutable line of the ledger.',
  simpleResolvers: true,
})
export class TransactionType extends Node {
  readonly __typename!: 'Transaction';
  readonly accountId!: string;
  readonly generationId!: string | undefined;
  readonly apiKeyId!: string | undefined;
  readonly purchaseId!: string | undefined;

  @Field(() => String, { description: 'Numbered from 1, without gaps, per account.' })
  readonly sequence!: string;

  @Field(() => TransactionTypeEnum, { description: 'What it did.' })
  readonly type!: Type;

  @Field(() => CreditsScalar, { description: 'Signed change of what is available.' })
  readonly amount!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What was available after it.' })
  readonly balanceAfter!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What was reserved after it.' })
  readonly reservedAfter!: MicroCredits;

  @Field(() => String, { description: 'In words.' })
  readonly description!: string;

  @Field(() => DateTimeScalar, { description: 'When it was booked.' })
  readonly createdAt!: Date;
}

@InputType({ description: 'A span of time.' })
export class DateTimeRange {
  @Field(() => DateTimeScalar, { nullable: true, description: 'From this moment on.' })
  readonly from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this moment.' })
  readonly to?: Date | null;
}

@InputType({ description: 'Every given field narrows the list.' })
export class TransactionWhere {
  @Field(() => [TransactionTypeEnum], { nullable: true, description: 'Of these types.' })
  readonly type?: readonly Type[] | null;

  @Field(() => [ID], { nullable: true, description: 'For generations of these models (identifiers).' })
  readonly model?: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: 'For this generation.' })
  readonly generationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Made with this API key.' })
  readonly apiKeyId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this purchase.' })
  readonly purchaseId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The id of a generation, an API key or a purchase, or words of the description: 2 to 100 characters.',
  })
  readonly search?: string | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'Booked in this span.' })
  readonly createdAt?: DateTimeRange | null;
}

@ArgsType()
export class PageOfTransactions extends PageOfBothWays {
  @Field(() => TransactionWhere, { nullable: true, description: 'Which ones.' })
  readonly where?: TransactionWhere | null;
}
