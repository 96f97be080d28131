import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked, GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { BalanceType } from './balance.ts';
import { GenerationType } from './generation.ts';
import { TransactionType } from './transaction.ts';
import { UserError } from './user-errors.ts';

@GuardedBy('OPERATOR')
@ObjectType('HeldGeneration', {
  description: 'A generation whose cost an operator has to decide; generation.review has the numbers.',
  simpleResolvers: true,
})
export class HeldGenerationType {
  @Field(() => ID, { description: 'Whose it is.' })
  readonly accountId!: string;

  @Field(() => Int, { description: 'For how many seconds it has been waiting.' })
  readonly ageSeconds!: number;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What was delivered comes to; null when it has no price.',
  })
  readonly amount!: MicroCredits | undefined;

  @Field(() => CreditsScalar, {
    description: 'What is set aside for it: the most that can be charged. 0 when it was delivered after its refund.',
  })
  readonly reserved!: MicroCredits;

  @Field(() => GenerationType, { description: 'The generation.' })
  readonly generation!: GenerationType;
}

@InputType({
  description:
    'What a held generation is to cost. It is settled once: the same cost again is answered as before, another is refused.',
})
export class SettleGenerationInput {
  @Field(() => ID, { description: 'Id of the account.' })
  readonly accountId!: string;

  @Field(() => ID, { description: 'Id of the generation.' })
  readonly generationId!: string;

  @Field(() => CreditsScalar, { description: 'From 0 (everything returns) to what is reserved.' })
  readonly cost!: MicroCredits;

  @Field(() => String, { description: 'For the customer, in at most 500 characters.' })
  readonly reason!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was booked, or why nothing was.', simpleResolvers: true })
export class SettleGenerationPayload {
  @Field(() => GenerationType, { nullable: true, description: 'The generation, with its cost.' })
  readonly generation!: GenerationType | undefined;

  @Field(() => TransactionType, { nullable: true, description: 'The line that settled it: a CHARGE, or a REFUND.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when it had been settled with this cost: nothing was booked again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
