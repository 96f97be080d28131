import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type AnyUserError, checkLine, fromPublicId, generalError, invalidParameter } from '../../callers/index.ts';
import type { HeldRefusal } from '../../generation/index.ts';
import { formatCredits, type MicroCredits } from '../../money/index.ts';
import { balanceOf } from '../balance/balance.ts';
import { BalanceType } from '../balance/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { CreditsScalar } from '../edge/scalars.ts';
import { toGeneration } from '../generations/translate.ts';
import { GenerationType } from '../generations/types.ts';
import { toTransaction } from '../transactions/translate.ts';
import { TransactionType } from '../transactions/types.ts';
import { operatorOf } from './acting.ts';

@InputType({
  description:
    'What a held generation is to cost. It is settled once: the same cost again is answered as before, another is refused.',
})
class SettleGenerationInput {
  @Field(() => ID, { description: 'Id of the account.' })
  readonly accountId!: string;

  @Field(() => ID, { description: 'Id of the generation.' })
  readonly generationId!: string;

  @Field(() => CreditsScalar, { description: 'From 0 (everything returns) to what is reserved.' })
  readonly cost!: MicroCredits;

  @Field(() => String, { description: 'For the customer, in at most 500 characters.' })
  readonly reason!: string;
}

@ForWhoAsked()
@ObjectType({ description: 'What was booked, or why nothing was.', simpleResolvers: true })
class SettleGenerationPayload {
  @Field(() => GenerationType, { nullable: true, description: 'The generation, with its cost.' })
  readonly generation!: GenerationType | undefined;

  @Field(() => TransactionType, { nullable: true, description: 'The line that settled it: a CHARGE, or a REFUND.' })
  readonly transaction!: TransactionType | undefined;

  @Field(() => BalanceType, { nullable: true, description: 'What the account has now.' })
  readonly balance!: BalanceType | undefined;

  @Field(() => Boolean, { description: 'True when it had been settled with this cost: nothing was booked again.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

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
  const asked = { accountId, generationId, cost, reason, operator: operatorOf(context, reason) };
  const outcome = await context.services.generations.settleHeld(asked);
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
