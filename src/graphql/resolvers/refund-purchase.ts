import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import type { PurchaseRefund, RefundRefusal } from '../../purchases/index.ts';
import type { GraphqlContext } from '../context.ts';
import { keyMismatch } from '../errors/to-user-error.ts';
import { generalError, invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId, toPublicId } from '../ids.ts';
import { checkIdempotencyKey, checkLine } from '../input/check-text.ts';
import { toMoney } from '../translate/to-pack.ts';
import { type PurchaseRefundType, RefundPurchaseInput, RefundPurchasePayload } from '../types/refund-purchase.ts';
import type { AnyUserError } from '../types/user-errors.ts';

const LONGEST_REASON = 500;

@Resolver()
export class RefundPurchaseResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => RefundPurchasePayload, {
    description:
      'Operator: gives back the money that unused credits of a purchase were bought for. The credits are taken first; if no money goes back, they return.',
  })
  refundPurchase(
    @Arg('input', () => RefundPurchaseInput) input: RefundPurchaseInput,
    @Ctx() context: GraphqlContext,
  ): Promise<RefundPurchasePayload> {
    context.forget();
    return refundPurchase(context, input);
  }
}

async function refundPurchase(context: GraphqlContext, input: RefundPurchaseInput): Promise<RefundPurchasePayload> {
  const accountId = fromPublicId('acct', input.accountId);
  if (accountId === undefined) return refused(unknownAccount());
  const purchaseId = fromPublicId('pur', input.purchaseId);
  if (purchaseId === undefined) return refused(unknownPurchase());
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const { credits, reason, idempotencyKey } = input;
  const asked = { accountId, purchaseId, credits: credits ?? undefined, reason, idempotencyKey };
  const outcome = await context.services.purchases.refundPurchase(asked);
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  return { refund: toRefund(outcome.refund), replayed: outcome.replayed, userErrors: [] };
}

function check({ credits, reason, idempotencyKey }: RefundPurchaseInput): AnyUserError | undefined {
  const isAmount = credits === undefined || credits === null || credits > 0n;
  return (
    (isAmount
      ? undefined
      : invalidParameter(['credits'], 'Credits are refunded in amounts above 0.', ['more than 0'])) ??
    checkLine('reason', reason, LONGEST_REASON) ??
    checkIdempotencyKey(idempotencyKey)
  );
}

function toError(refusal: RefundRefusal): AnyUserError {
  switch (refusal.code) {
    case 'PURCHASE_NOT_FOUND':
      return unknownPurchase();
    case 'PURCHASE_NOT_REFUNDABLE': {
      const message = `Only a paid purchase can be refunded; this one is ${refusal.status}.`;
      return generalError({ code: refusal.code, message, path: ['purchaseId'] });
    }
    case 'NOT_ENOUGH_UNUSED':
      return aboveUnused(refusal.left);
    case 'AMOUNT_TOO_SMALL':
      return invalidParameter(['credits'], 'So few credits are not worth the smallest unit of the currency.', [
        `at most ${formatCredits(refusal.left)}`,
      ]);
    case 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH':
      return keyMismatch();
    default:
      return refusal satisfies never;
  }
}

function aboveUnused(left: MicroCredits): AnyUserError {
  if (left === 0n) return invalidParameter(['credits'], 'Nothing of this purchase is unused.', []);
  const most = formatCredits(left);
  return invalidParameter(['credits'], `At most ${most} credits of this purchase are unused.`, [
    `more than 0, at most ${most}`,
  ]);
}

const unknownAccount = (): AnyUserError =>
  invalidParameter(['accountId'], 'There is no such account.', ['the id of an account, "acct_…"']);

const unknownPurchase = (): AnyUserError =>
  generalError({ code: 'PURCHASE_NOT_FOUND', message: 'This account has no such purchase.', path: ['purchaseId'] });

function toRefund({ id, status, credits, amount, reason, createdAt }: PurchaseRefund): PurchaseRefundType {
  return { id: toPublicId('rfd', id), status, credits, amount: toMoney(amount), reason, createdAt };
}

function refused(error: AnyUserError): RefundPurchasePayload {
  return { refund: undefined, replayed: false, userErrors: [error] };
}
