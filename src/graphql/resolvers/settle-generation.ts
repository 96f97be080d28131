import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { HeldRefusal } from '../../generation/index.ts';
import { formatCredits } from '../../money/index.ts';
import type { GraphqlContext } from '../context.ts';
import { generalError, invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { fromPublicId } from '../ids.ts';
import { checkLine } from '../input/check-text.ts';
import { toGeneration } from '../translate/to-generation.ts';
import { toTransaction } from '../translate/to-transaction.ts';
import { SettleGenerationInput, SettleGenerationPayload } from '../types/held-generation.ts';
import type { AnyUserError } from '../types/user-errors.ts';
import { balanceOf } from './balance.ts';

const LONGEST_REASON = 500;

@Resolver()
export class SettleGenerationResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => SettleGenerationPayload, {
    description:
      'Operator: decides what a generation that is held for review costs, and settles it. One that has not ended is ended with a cost of 0.',
  })
  settleGeneration(
    @Arg('input', () => SettleGenerationInput) input: SettleGenerationInput,
    @Ctx() context: GraphqlContext,
  ): Promise<SettleGenerationPayload> {
    context.forget();
    return settleGeneration(context, input);
  }
}

async function settleGeneration(
  context: GraphqlContext,
  { accountId: account, generationId: generation, cost, reason }: SettleGenerationInput,
): Promise<SettleGenerationPayload> {
  const accountId = fromPublicId('acct', account);
  if (accountId === undefined) return refused(unknownAccount());
  const generationId = fromPublicId('gen', generation);
  if (generationId === undefined) return refused(toError({ code: 'GENERATION_NOT_FOUND' }));
  const wrong = checkLine('reason', reason, LONGEST_REASON);
  if (wrong !== undefined) return refused(wrong);
  const outcome = await context.services.generations.settleHeld({ accountId, generationId, cost, reason });
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  return {
    generation: toGeneration(outcome.generation, context.services.catalog),
    transaction: toTransaction(outcome.transaction),
    balance: await balanceOf(context, accountId),
    replayed: outcome.replayed,
    userErrors: [],
  };
}

function toError(refusal: HeldRefusal): AnyUserError {
  const { code } = refusal;
  switch (code) {
    case 'GENERATION_NOT_FOUND':
      return generalError({ code, message: 'This account has no such generation.', path: ['generationId'] });
    case 'NOT_HELD':
      return generalError({ code, message: 'This generation is not held for review.', path: ['generationId'] });
    case 'NOT_DELIVERED': {
      const message = 'Nothing has been delivered yet: a cost of 0 ends it and gives everything back.';
      return invalidParameter(['cost'], message, ['0']);
    }
    case 'CREDITS_GONE': {
      const most = formatCredits(refusal.available);
      const message = `It was delivered after its refund, and the account has ${most} credits now.`;
      return invalidParameter(['cost'], message, [`0 to ${most}`]);
    }
    case 'SETTLED_OTHERWISE': {
      const message = `It was settled with ${formatCredits(refusal.cost)} credits already.`;
      return generalError({ code: 'NOT_HELD', message, path: ['cost'] });
    }
    case 'COST_OUT_OF_RANGE': {
      const allowed = `0 to ${formatCredits(refusal.reserved)}`;
      return invalidParameter(['cost'], `A generation costs what is reserved for it at most: ${allowed}.`, [allowed]);
    }
    default:
      return refusal satisfies never;
  }
}

const unknownAccount = (): AnyUserError =>
  invalidParameter(['accountId'], 'There is no such account.', ['the id of an account, "acct_…"']);

function refused(error: AnyUserError): SettleGenerationPayload {
  return { generation: undefined, transaction: undefined, balance: undefined, replayed: false, userErrors: [error] };
}
