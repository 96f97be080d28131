import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { recordedBy } from '../../accounts/index.ts';
import {
  type AnyUserError,
  checkIdempotencyKey,
  fromPublicId,
  insufficientCredits,
  invalidParameter,
  keyMismatch,
  unknownAccount,
} from '../../callers/index.ts';
import { deductCommand, type LedgerRefusal } from '../../ledger/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { balanceOf } from '../balance/balance.ts';
import { BalanceType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';
import { checkReason, operatorOf } from './acting.ts';

@InputType({ description: 'The credits to take back.' })
class DeductCreditsInput {
  @Field(() => ID, { description: 'Id of the account.' })
  readonly accountId!: string;

  @Field(() => CreditsScalar, { description: 'How many: more than 0, at most what is left of granted ones.' })
  readonly credits!: MicroCredits;

  @Field(() => String, { description: 'For the customer and for the audit log, in at most 500 characters.' })
  readonly reason!: string;

  @Field(() => ID, { description: 'One key, one deduction per account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was booked, or why nothing was.', simpleResolvers: true })
class DeductCreditsPayload {
  @Field(() => TransactionType, { nullable: true, description: 'The line that took them.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing was taken again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

@Resolver()
export class DeductCreditsResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => DeductCreditsPayload, {
    description:
      'Operator: takes back credits that were granted, never more than is left of them: nothing that is reserved, that the credit line lends, or that was bought, which goes back with its money by refundPurchase.',
  })
  deductCredits(
    @Arg('input', () => DeductCreditsInput) input: DeductCreditsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<DeductCreditsPayload> {
    context.forget();
    return deductCredits(context, input);
  }
}

async function deductCredits(context: GraphqlContext, input: DeductCreditsInput): Promise<DeductCreditsPayload> {
  const { credits: amount, reason } = input;
  const accountId = fromPublicId('acct', input.accountId);
  if (accountId === undefined) return refused(unknownAccount());
  const wrong =
    (amount > 0n ? undefined : WRONG_AMOUNT) ?? checkReason(reason) ?? checkIdempotencyKey(input.idempotencyKey);
  if (wrong !== undefined) return refused(wrong);
  const { ledger, now } = context.services;
  const command = deductCommand({ accountId, amount, reason, idempotencyKey: input.idempotencyKey });
  const { idempotencyKey } = command;
  const act = { ...operatorOf(context, reason), accountId, action: 'DEDUCT_CREDITS', now: now() } as const;
  const outcome = await ledger.submit({ command, companion: recordedBy({ ...act, booking: { idempotencyKey } }) });
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  if (outcome.transaction === undefined) throw new Error('credits were deducted without a transaction');
  return {
    transaction: toTransaction(outcome.transaction),
    balance: await balanceOf(context, accountId),
    replayed: outcome.status === 'replayed',
    userErrors: [],
  };
}

const WRONG_AMOUNT: AnyUserError = invalidParameter(['credits'], 'Credits are deducted in amounts above 0.', [
  'more than 0',
]);

/** Of what is available, bought credits are none that can be taken: the numbers are of granted ones. */
function notGranted(refusal: Parameters<typeof insufficientCredits>[1]): AnyUserError {
  const left = formatCredits(refusal.available);
  const message = `Of granted credits ${left} are left: no more can be taken back. Refund a purchase to take bought ones.`;
  return { ...insufficientCredits('INSUFFICIENT_CREDITS', refusal), message, path: ['credits'] };
}

function toError(refusal: LedgerRefusal): AnyUserError {
  switch (refusal.code) {
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'WALLET_NOT_FOUND':
      return unknownAccount();
    case 'INVALID_AMOUNT':
      return WRONG_AMOUNT;
    case 'INSUFFICIENT_CREDITS':
      return notGranted(refusal);
    default:
      throw new Error(`a deduction was refused with ${refusal.code}`);
  }
}

function refused(error: AnyUserError): DeductCreditsPayload {
  return { transaction: undefined, balance: undefined, replayed: false, userErrors: [error] };
}
