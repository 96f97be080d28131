import { Field, ID, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../scalars/index.ts';
import { CostLineType } from './estimate.ts';
import { GenerationType } from './generation.ts';
import { TransactionType } from './transaction.ts';

@GuardedBy('GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('LotShare', { description: 'What one lot has paid.', simpleResolvers: true })
export class LotShareType {
  readonly accountId!: string;
  readonly number!: number;

  @Field(() => CreditsScalar, { description: 'What it has paid, less what returned to it.' })
  readonly amount!: MicroCredits;
}

@GuardedBy('GENERATION_READ', 'ACCOUNT_READ')
@ObjectType('Receipt', {
  description:
    'What a generation cost and why. At every moment reserved = charged + refunded + stillReserved, and the lots add up to charged.',
  simpleResolvers: true,
})
export class ReceiptType {
  @GuardedBy('GENERATION_READ')
  @Field(() => GenerationType, { description: 'The generation.' })
  readonly generation!: GenerationType;

  @Field(() => CreditsScalar, { description: 'What it was expected to cost when it was accepted.' })
  readonly estimate!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What was set aside for it: the most it could cost.' })
  readonly reserved!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What it has cost, less what the operator gave back.' })
  readonly charged!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'What of the reservation came back: not needed, not delivered, or given back by the operator.',
  })
  readonly refunded!: MicroCredits;

  @Field(() => CreditsScalar, { description: 'What is still set aside: it runs, or is held for review.' })
  readonly stillReserved!: MicroCredits;

  @Field(() => [CostLineType], {
    description:
      'Once it has ended, what was delivered, at the prices of priceVersion: they add up to effectiveCost. Before, the lines of the estimate. Empty when nothing was delivered, or when it has no price.',
  })
  readonly lines!: readonly CostLineType[];

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'What was delivered comes to; null when nothing was, or when it has no price.',
  })
  readonly effectiveCost!: MicroCredits | undefined;

  @Field(() => Boolean, { description: 'effectiveCost is above what was reserved; the difference was not charged.' })
  readonly overrun!: boolean;

  @Field(() => String, { description: 'The price book that all of it was computed with.' })
  readonly priceVersion!: string;

  @Field(() => ID, { nullable: true, description: 'The quote that bound the price.' })
  readonly quoteId!: string | undefined;

  @Field(() => [LotShareType], { description: 'The credits that have paid; empty while nothing is charged.' })
  readonly lots!: readonly LotShareType[];

  @GuardedBy('ACCOUNT_READ')
  @Field(() => [TransactionType], { description: 'Its lines of the ledger, oldest first.' })
  readonly transactions!: readonly TransactionType[];

  @Field(() => String, {
    description:
      'Hash of the last of its transactions, in hexadecimal. It covers every line of the account up to that one: keep it, and none of them can change without your noticing.',
  })
  readonly hash!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a provider was first given the work.' })
  readonly startedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the work ended.' })
  readonly endedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was charged or its credits were given back.' })
  readonly billedAt!: Date | undefined;
}
