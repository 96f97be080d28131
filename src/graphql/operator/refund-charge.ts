import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import {
  type AnyUserError,
  checkIdempotencyKey,
  checkLine,
  fromPublicId,
  generalError,
  invalidParameter,
  keyMismatch,
  unknownAccount,
} from '../../callers/index.ts';
import type { LedgerRefusal } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { balanceOf } from '../balance/balance.ts';
import { BalanceType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';
import { operatorOf } from './acting.ts';

@InputType({ description: 'The charge to give back, whole or in part.' })
class RefundChargeInput {
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
class RefundChargePayload {
  @Field(() => TransactionType, { nullable: true, description: 'The line that gave it back.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing was given back again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const LONGEST_REASON = 500;

@Resolver()
export class RefundChargeResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => RefundChargePayload, {
    description:
      "Operator: gives a generation's charge back to the credits that paid, whole or in part; all refunds together never exceed the charge. Credits whose lot ended more than 24 hours ago expire with it: grant new ones instead.",
  })
  refundCharge(
    @Arg('input', () => RefundChargeInput) input: RefundChargeInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RefundChargePayload> {
    context.forget();
    return refundCharge(context, input);
  }
}

async function refundCharge(context: GraphqlContext, input: RefundChargeInput): Promise<RefundChargePayload> {
  const accountId = fromPublicId('acct', input.accountId);
  if (accountId === undefined) return refused(unknownAccount());
  const generationId = fromPublicId('gen', input.generationId);
  if (generationId === undefined) return refused(unknownGeneration());
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const { credits, reason, idempotencyKey } = input;
  const amount = credits ?? undefined;
  const operator = operatorOf(context, reason);
  const refund = { accountId, generationId, amount, reason, idempotencyKey, operator };
  const outcome = await context.services.generations.refundCharge(refund);
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  if (outcome.transaction === undefined) throw new Error('a charge was given back without a transaction');
  return {
    transaction: toTransaction(outcome.transaction),
    balance: await balanceOf(context, accountId),
    replayed: outcome.status === 'replayed',
    userErrors: [],
  };
}

function check({ credits, reason, idempotencyKey }: RefundChargeInput): AnyUserError | undefined {
  const isAmount = credits === undefined || credits === null || credits > 0n;
  return (
    (isAmount ? undefined : wrongAmount()) ??
    checkLine('reason', reason, LONGEST_REASON) ??
    checkIdempotencyKey(idempotencyKey)
  );
}

function toError(refusal: LedgerRefusal): AnyUserError {
  switch (refusal.code) {
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'WALLET_NOT_FOUND':
      return unknownAccount();
    case 'RESERVATION_NOT_FOUND':
      return unknownGeneration();
    case 'REFUND_ABOVE_CHARGE':
      return aboveCharge(refusal.charged);
    case 'INVALID_AMOUNT':
      return wrongAmount();
    default:
      throw new Error(`a refund was refused with ${refusal.code}`);
  }
}

/** `left`: what was charged and not given back yet. */
function aboveCharge(left: MicroCredits): AnyUserError {
  if (left === 0n) return invalidParameter(['credits'], 'Nothing of a charge is left to give back.', []);
  const most = formatCredits(left);
  return invalidParameter(['credits'], `At most ${most} credits of the charge are left to give back.`, [
    `more than 0, at most ${most}`,
  ]);
}

const unknownGeneration = (): AnyUserError =>
  generalError({
    code: 'GENERATION_NOT_FOUND',
    message: 'This account has no such generation.',
    path: ['generationId'],
  });

const wrongAmount = (): AnyUserError =>
  invalidParameter(['credits'], 'Credits are given back in amounts above 0.', ['more than 0']);

function refused(error: AnyUserError): RefundChargePayload {
  return { transaction: undefined, balance: undefined, replayed: false, userErrors: [error] };
}
