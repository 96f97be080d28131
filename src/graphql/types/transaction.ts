import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { TransactionType as Type } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import { TransactionTypeEnum } from './enums.ts';
import { Node } from './node.ts';

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

  @Field(() => DateTimeRange, { nullable: true, description: 'Booked in this span.' })
  readonly createdAt?: DateTimeRange | null;
}
