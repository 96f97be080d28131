import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked } from '../guard/scopes.ts';
import { CreditsScalar } from '../scalars/index.ts';
import { BalanceType } from './balance.ts';
import { TransactionType } from './transaction.ts';
import { UserError } from './user-errors.ts';

@InputType({ description: 'The charge to give back, whole or in part.' })
export class RefundChargeInput {
  @Field(() => ID, { description: 'Id of the account that was charged.' })
  readonly accountId!: string;

  @Field(() => ID, { description: 'Id of the generation that was charged.' })
  readonly generationId!: string;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'How many: more than 0, at most what is left of the charge; null: all that is left.',
  })
  readonly credits?: MicroCredits | null;

  @Field(() => String, { description: 'For the customer, in at most 500 characters.' })
  readonly reason!: string;

  @Field(() => ID, { description: 'One key, one refund per account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was booked, or why nothing was.', simpleResolvers: true })
export class RefundChargePayload {
  @Field(() => TransactionType, { nullable: true, description: 'The line that gave it back.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing was given back again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
