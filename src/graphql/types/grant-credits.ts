import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { CreditSource } from '../../ledger/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { ForWhoAsked } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import { BalanceType } from './balance.ts';
import { CreditSourceEnum } from './enums.ts';
import { TransactionType } from './transaction.ts';
import { UserError } from './user-errors.ts';

@InputType({ description: 'The credits to add.' })
export class GrantCreditsInput {
  @Field(() => ID, { description: 'Id of the account that receives them.' })
  readonly accountId!: string;

  @Field(() => CreditsScalar, { description: 'How many: more than 0, at most 1,000,000,000.' })
  readonly credits!: MicroCredits;

  @Field(() => CreditSourceEnum, { nullable: true, defaultValue: 'PROMOTION', description: 'Why they are given.' })
  readonly source?: CreditSource | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When what is left of them expires; null: never.' })
  readonly expiresAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'For the ledger, in at most 500 characters.' })
  readonly description?: string | null;

  @Field(() => ID, { description: 'One key, one grant per account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was booked, or why nothing was.', simpleResolvers: true })
export class GrantCreditsPayload {
  @Field(() => TransactionType, { nullable: true, description: 'The line that added them.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing was added again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}
