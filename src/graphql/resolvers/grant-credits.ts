import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type AddCommand, hashInput, type LedgerRefusal } from '../../ledger/index.ts';
import { microCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { keyMismatch } from '../errors/to-user-error.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { checkIdempotencyKey, checkLine } from '../input/check-text.ts';
import { present } from '../input/present.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { GrantCreditsInput, GrantCreditsPayload } from '../types/grant-credits.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { balanceOf } from './balance.ts';

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
  const outcome = await context.services.ledger.submit({ command: toCommand(accountId, input) });
  if (outcome.status === 'refused') return refused(toError(outcome.refusal, context.services.now()));
  if (outcome.transaction === undefined) throw new Error('credits were added without a transaction');
  return {
    transaction: toTransaction(outcome.transaction),
    balance: await balanceOf(context, accountId),
    replayed: outcome.status === 'replayed',
    userErrors: [],
  };
}

function check({ credits, description, idempotencyKey }: GrantCreditsInput): AnyUserError | undefined {
  const isAmount = credits > 0n && credits <= LARGEST_GRANT;
  const hasText = description !== undefined && description !== null;
  return (
    (isAmount ? undefined : wrongAmount()) ??
    (hasText ? checkLine('description', description, LONGEST_DESCRIPTION) : undefined) ??
    checkIdempotencyKey(idempotencyKey)
  );
}

/** The key's prefix keeps grants apart from the keys that customers choose for generations. */
function toCommand(accountId: string, input: GrantCreditsInput): AddCommand {
  const source = input.source ?? 'PROMOTION';
  const { credits, expiresAt, description } = input;
  return {
    kind: 'add',
    accountId,
    amount: credits,
    source,
    description: description ?? 'Granted by the operator',
    idempotencyKey: `grant:${input.idempotencyKey}`,
    inputHash: hashInput({
      amount: credits,
      source,
      expiresAt: expiresAt ?? undefined,
      description: description ?? undefined,
    }),
    ...present({ expiresAt }),
  };
}

const unknownAccount = (): AnyUserError =>
  invalidParameter(['accountId'], 'There is no such account.', ['the id of an account, "acct_…"']);

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
