import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { MicroCredits } from '../../money/index.ts';
import type { AttemptStatus, AutoTopUp, TopUpReason, TopUpState } from '../../purchases/index.ts';
import { GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { enumType, MoneyType } from '../edge/types.ts';
import { CreditPackType } from '../packs/types.ts';

const StateEnum = enumType<TopUpState>('AutoTopUpState', 'What an automatic top-up is doing.', {
  OFF: 'It is switched off.',
  READY: 'It tops up when less than the threshold is available, and not before nextAttemptAt.',
  IN_FLIGHT: 'A payment has been asked for and not been answered yet.',
  RETRYING: 'The card was declined; it is tried again at nextAttemptAt.',
  CAP_REACHED: 'Nothing that it may buy fits under the monthly cap before nextAttemptAt.',
  PAUSED: 'Nothing happens until somebody acts: see pausedReason.',
});

type PausedReason = NonNullable<AutoTopUp['pausedReason']>;

const PausedReasonEnum = enumType<PausedReason>('AutoTopUpPausedReason', 'Why it stands still.', {
  CARD_REFUSED: 'The bank will never accept this card.',
  CARD_DATA_WRONG: 'The card has expired or its data are wrong.',
  AUTHENTICATION_REQUIRED: 'The bank wants the card holder to confirm: somebody has to pay once.',
  RETRIES_EXHAUSTED: 'The card was declined four times in a row.',
  PAYMENT_METHOD_MISSING: 'There is no saved payment method any more.',
  CREDITS_OWED: 'Credits of a payment that went back were spent: see paysDebt.',
  PACK_UNAVAILABLE: 'The pack is not for sale any more.',
});

const AttemptStatusEnum = enumType<AttemptStatus>('TopUpAttemptStatus', 'How far an attempt is.', {
  PENDING: 'Asked for and not answered yet.',
  SUCCEEDED: 'Paid; the credits were added.',
  FAILED: 'Not paid.',
});

const ReasonEnum = enumType<TopUpReason['kind']>('TopUpReason', 'Why an attempt was made.', {
  BALANCE_BELOW_THRESHOLD: 'Less than the threshold was available.',
  RESERVATION_REFUSED: 'A generation was refused for want of credits.',
  MANUAL: 'It was asked for.',
});

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('TopUpAttempt', { description: 'One attempt to top up.', simpleResolvers: true })
export class TopUpAttemptType {
  @Field(() => ID, { description: 'Id of the purchase that its success leaves.' })
  readonly id!: string;

  @Field(() => AttemptStatusEnum, { description: 'How far it is.' })
  readonly status!: AttemptStatus;

  @Field(() => ReasonEnum, { description: 'Why it was made.' })
  readonly reason!: TopUpReason['kind'];

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @Field(() => CreditsScalar, { description: 'What was available then.' })
  readonly available!: MicroCredits;

  @Field(() => CreditsScalar, { nullable: true, description: 'The threshold that the balance was below.' })
  readonly threshold!: MicroCredits | undefined;

  @GuardedBy('ACCOUNT_READ', 'OPERATOR')
  @Field(() => CreditsScalar, { nullable: true, description: 'What the refused reservation was short of.' })
  readonly shortfall!: MicroCredits | undefined;

  @Field(() => CreditsScalar, { description: 'The credits that payment adds.' })
  readonly credits!: MicroCredits;

  @Field(() => MoneyType, { description: 'What was asked for.' })
  readonly price!: MoneyType;

  @Field(() => String, { nullable: true, description: "The bank's reason, as far as customers are told." })
  readonly declineCode!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Why it failed, for people.' })
  readonly message!: string | undefined;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its end was known.' })
  readonly endedAt!: Date | undefined;
}

@GuardedBy('ACCOUNT_READ', 'BILLING_WRITE', 'OPERATOR')
@ObjectType('AutoTopUp', { description: 'Buys credits before they run out.', simpleResolvers: true })
export class AutoTopUpType {
  @Field(() => Boolean, { description: 'Whether it is switched on.' })
  readonly enabled!: boolean;

  @Field(() => CreditsScalar, { description: 'Tops up when less than this is available.' })
  readonly threshold!: MicroCredits;

  @Field(() => CreditPackType, { nullable: true, description: 'What it buys; null with a target, or when it is gone.' })
  readonly pack!: CreditPackType | undefined;

  @Field(() => CreditsScalar, {
    nullable: true,
    description: 'It buys the smallest pack that reaches this balance, or the largest that fits under the cap.',
  })
  readonly target!: MicroCredits | undefined;

  @Field(() => MoneyType, { description: 'The most it may ask for in a UTC month.' })
  readonly monthlyCap!: MoneyType;

  @Field(() => Int, { description: 'Least time between two charges, in seconds.' })
  readonly coolDownSeconds!: number;

  @Field(() => Boolean, { description: 'Whether it charges the card for credits that are owed, too.' })
  readonly paysDebt!: boolean;

  @Field(() => MoneyType, { description: 'What it has paid in this UTC month.' })
  readonly spentThisMonth!: MoneyType;

  @Field(() => MoneyType, { description: 'What counts against the cap: every attempt, declined ones too.' })
  readonly countedThisMonth!: MoneyType;

  @Field(() => StateEnum, { description: 'What it is doing.' })
  readonly state!: TopUpState;

  @Field(() => PausedReasonEnum, { nullable: true, description: 'Why it stands still.' })
  readonly pausedReason!: PausedReason | undefined;

  @Field(() => String, { nullable: true, description: 'What to do about it.' })
  readonly pausedMessage!: string | undefined;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Not before; null: as soon as it is needed, or not at all.',
  })
  readonly nextAttemptAt!: Date | undefined;

  @Field(() => [TopUpAttemptType], { description: 'The last ten, newest first.' })
  readonly lastAttempts!: readonly TopUpAttemptType[];
}
