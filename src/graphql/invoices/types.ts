import { Field, Int, ObjectType } from 'type-graphql';
import type { InvoiceStatus } from '../../invoices/index.ts';
import type { MicroCredits } from '../../money/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar, DecimalScalar, UrlScalar } from '../edge/scalars.ts';
import { enumType, MoneyType, Node } from '../edge/types.ts';

const InvoiceStatusEnum = enumType<InvoiceStatus>('InvoiceStatus', 'How far an invoice is.', {
  DRAFT: 'Written; it is about to be sent.',
  OPEN: 'Sent, and to be paid.',
  OVERDUE: 'Its due date has passed.',
  UNCOLLECTIBLE: 'Given up by the operator; it can still be paid.',
  PAID: 'Paid, or nothing was to be paid.',
  VOID: 'Withdrawn; its charges are on the next invoice.',
});

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('InvoiceLine', {
  description: 'All charges of one model on one UTC day, or all that was given back on it.',
  simpleResolvers: true,
})
export class InvoiceLineType {
  @Field(() => String, { description: 'The UTC day: "2026-11-21".' })
  readonly day!: string;

  @Field(() => String, { nullable: true, description: 'Identifier of the model.' })
  readonly model!: string | undefined;

  @Field(() => String, { description: 'What it is, for people.' })
  readonly description!: string;

  @Field(() => Int, { description: 'How many charges or refunds.' })
  readonly count!: number;

  @Field(() => CreditsScalar, { description: 'Below zero for what was given back.' })
  readonly credits!: MicroCredits;

  @Field(() => DecimalScalar, {
    description: 'What one of them cost when it was charged, in the currency of the total.',
  })
  readonly creditPrice!: string;
}

@GuardedBy('ACCOUNT_READ', 'OPERATOR')
@ObjectType('Invoice', {
  implements: Node,
  description: 'What a postpaid account owes for one UTC calendar month.',
  simpleResolvers: true,
})
export class InvoiceType extends Node {
  readonly __typename!: 'Invoice';
  readonly accountId!: string;
  /** The id in the database. */
  readonly key!: string;

  @Field(() => String, { nullable: true, description: "The payment provider's number of it; null until it is sent." })
  readonly number!: string | undefined;

  @Field(() => String, { description: 'The month: "2026-11".' })
  readonly month!: string;

  @Field(() => InvoiceStatusEnum, { description: 'How far it is.' })
  readonly status!: InvoiceStatus;

  @Field(() => CreditsScalar, { description: 'The sum of its lines, exactly.' })
  readonly credits!: MicroCredits;

  @Field(() => CreditsScalar, {
    description: 'What it took over from months that were not billed, or whose invoice was withdrawn.',
  })
  readonly carriedCredits!: MicroCredits;

  @Field(() => DecimalScalar, {
    description:
      'What one credit cost when the month ended, in the currency of the total; lines have prices of their own.',
  })
  readonly creditPrice!: string;

  @Field(() => MoneyType, {
    description:
      'What is to be paid, rounded once; the rounding is made good on the next invoice. Zero: nothing is due.',
  })
  readonly total!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'When the month was closed.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sent.' })
  readonly issuedAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'By when it is to be paid.' })
  readonly dueAt!: Date | undefined;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the payment was heard of.' })
  readonly paidAt!: Date | undefined;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What of its payment went back, by a lost dispute or a refund: its credits are owed again.',
  })
  readonly moneyBack!: MoneyType | undefined;

  @Field(() => UrlScalar, { nullable: true, description: 'Where it is shown and paid.' })
  readonly payUrl!: string | undefined;
}
