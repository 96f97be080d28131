import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { recordedBy } from '../../accounts/index.ts';
import {
  type AnyUserError,
  checkIdempotencyKey,
  checkLine,
  fromPublicId,
  invalidParameter,
  keyMismatch,
  unknownAccount,
} from '../../callers/index.ts';
import { type CreditSource, type Grant, grantCommand, type LedgerRefusal } from '../../ledger/index.ts';
import { type MicroCredits, microCredits } from '../../money/index.ts';
import { balanceOf } from '../balance/balance.ts';
import { BalanceType, CreditSourceEnum } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar, DateTimeScalar } from '../edge/scalars.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';
import { checkOptionalReason, operatorOf } from './acting.ts';

@InputType({ description: 'The credits to add.' })
class GrantCreditsInput {
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

  @Field(() => String, { nullable: true, description: 'Why, in at most 500 characters, for the audit log.' })
  readonly reason?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'What was booked, or why nothing was.', simpleResolvers: true })
class GrantCreditsPayload {
  @Field(() => TransactionType, { nullable: true, description: 'The line that added them.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: nothing was added again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const LONGEST_DESCRIPTION = 500;
const LARGEST_GRANT = microCredits(1_000_000_000_000_000n);

@Resolver()
export class GrantCreditsResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => GrantCreditsPayload, { description: 'Operator: adds credits to an account without a payment.' })
  grantCredits(
    @Arg('input', () => GrantCreditsInput) input: GrantCreditsInput,
    @Ctx() context: GraphqlContext,
  ): Promise<GrantCreditsPayload> {
    context.forget();
    return grantCredits(context, input);
  }
}

async function grantCredits(context: GraphqlContext, input: GrantCreditsInput): Promise<GrantCreditsPayload> {
  const accountId = fromPublicId('acct', input.accountId);
  if (accountId === undefined) return refused(unknownAccount());
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const command = grantCommand(toGrant(accountId, input));
  const { idempotencyKey } = command;
  const act = { ...operatorOf(context, input.reason ?? input.description), accountId, now: context.services.now() };
  const companion = recordedBy({ ...act, action: 'GRANT_CREDITS', booking: { idempotencyKey } });
  const outcome = await context.services.ledger.submit({ command, companion });
  if (outcome.status === 'refused') return refused(toError(outcome.refusal, context.services.now()));
  if (outcome.transaction === undefined) throw new Error('credits were added without a transaction');
  return {
    transaction: toTransaction(outcome.transaction),
    balance: await balanceOf(context, accountId),
    replayed: outcome.status === 'replayed',
    userErrors: [],
  };
}

function check({ credits, description, reason, idempotencyKey }: GrantCreditsInput): AnyUserError | undefined {
  const isAmount = credits > 0n && credits <= LARGEST_GRANT;
  const hasText = description !== undefined && description !== null;
  return (
    (isAmount ? undefined : wrongAmount()) ??
    (hasText ? checkLine('description', description, LONGEST_DESCRIPTION) : undefined) ??
    checkOptionalReason(reason) ??
    checkIdempotencyKey(idempotencyKey)
  );
}

function toGrant(accountId: string, input: GrantCreditsInput): Grant {
  const { credits, source, expiresAt, description, idempotencyKey } = input;
  return {
    accountId,
    amount: credits,
    source: source ?? 'PROMOTION',
    expiresAt: expiresAt ?? undefined,
    description: description ?? undefined,
    idempotencyKey,
  };
}

const wrongAmount = (): AnyUserError =>
  invalidParameter(['credits'], 'Credits are granted in amounts above 0, up to 1,000,000,000.', [
    'more than 0, at most 1000000000',
  ]);

function toError(refusal: LedgerRefusal, now: Date): AnyUserError {
  switch (refusal.code) {
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    case 'WALLET_NOT_FOUND':
      return unknownAccount();
    case 'INVALID_LOT_DATES':
      return invalidParameter(['expiresAt'], 'expiresAt has to lie in the future.', [`after ${now.toISOString()}`]);
    case 'INVALID_AMOUNT':
      return wrongAmount();
    default:
      throw new Error(`credits were refused with ${refusal.code}`);
  }
}

function refused(error: AnyUserError): GrantCreditsPayload {
  return { transaction: undefined, balance: undefined, replayed: false, userErrors: [error] };
}
