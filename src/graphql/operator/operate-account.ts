import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { OperatorOutcome, OperatorRefusal } from '../../accounts/index.ts';
import {
  type AnyUserError,
  checkLine,
  fromPublicId,
  generalError,
  invalidParameter,
  toPublicId,
  unknownAccount,
} from '../../callers/index.ts';
import { toAccount } from '../accounts/account.ts';
import { AccountType } from '../accounts/types.ts';
import type { GraphqlContext } from '../edge/context.ts';
import { UserError } from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { checkEmail } from '../edge/input.ts';
import { checkReason, operatorOf } from './acting.ts';

@InputType({ description: 'The account, and why.' })
class OperateAccountInput {
  @Field(() => ID, { description: 'Id of the account.' })
  readonly accountId!: string;

  @Field(() => String, { description: 'Why, in at most 500 characters, for the audit log.' })
  readonly reason!: string;
}

@InputType({ description: 'The plan that an account gets.' })
class SetPlanInput extends OperateAccountInput {
  @Field(() => ID, { description: 'Id of a plan of the storefront.' })
  readonly planId!: string;
}

@InputType({ description: 'What to change of an account; what is absent stays as it is.' })
class EditAccountInput extends OperateAccountInput {
  @Field(() => String, { nullable: true, description: 'Its name for people, 1 to 200 characters.' })
  readonly name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where it is written to; one that another account was opened with, or had, is refused. The payment provider is not told.',
  })
  readonly email?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The account as it is now, or why nothing was changed.', simpleResolvers: true })
class OperateAccountPayload {
  @Field(() => AccountType, { nullable: true, description: 'The account.' })
  readonly account!: AccountType | undefined;

  @Field(() => Boolean, { description: 'False when it was so before; then nothing is in the audit log.' })
  readonly changed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

const LONGEST_NAME = 200;

@Resolver()
export class OperateAccountResolver {
  @GuardedBy('OPERATOR')
  @Mutation(() => OperateAccountPayload, {
    description:
      'Operator: suspends an account until releaseAccount. It may look, and not spend; what runs already ends and is settled.',
  })
  suspendAccount(
    @Arg('input', () => OperateAccountInput) input: OperateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<OperateAccountPayload> {
    return operate(context, input, (asked) => context.services.accounts.byOperator.suspend(asked));
  }

  @GuardedBy('OPERATOR')
  @Mutation(() => OperateAccountPayload, {
    description:
      'Operator: ends what suspendAccount did. Another reason, such as an unpaid invoice, goes on until its own cause is gone.',
  })
  releaseAccount(
    @Arg('input', () => OperateAccountInput) input: OperateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<OperateAccountPayload> {
    return operate(context, input, (asked) => context.services.accounts.byOperator.release(asked));
  }

  @GuardedBy('OPERATOR')
  @Mutation(() => OperateAccountPayload, {
    description:
      'Operator: closes an account, for good. Its keys end at once. What runs already ends and is settled; what is left of its credits stays in the books, for refundPurchase; a postpaid account still gets its last invoice. Refused while a subscription would be paid on.',
  })
  closeAccount(
    @Arg('input', () => OperateAccountInput) input: OperateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<OperateAccountPayload> {
    return closeAccount(context, input);
  }

  @GuardedBy('OPERATOR')
  @Mutation(() => OperateAccountPayload, {
    description:
      'Operator: gives an account another plan, without a payment. It stays until a subscription of the account says something new.',
  })
  setPlan(
    @Arg('input', () => SetPlanInput) input: SetPlanInput,
    @Ctx() context: GraphqlContext,
  ): Promise<OperateAccountPayload> {
    return setPlan(context, input);
  }

  @GuardedBy('OPERATOR')
  @Mutation(() => OperateAccountPayload, { description: "Operator: changes an account's name or e-mail address." })
  editAccount(
    @Arg('input', () => EditAccountInput) input: EditAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<OperateAccountPayload> {
    return editAccount(context, input);
  }
}

type Asked = ReturnType<typeof operatorOf> & { readonly accountId: string };

async function operate(
  context: GraphqlContext,
  input: OperateAccountInput,
  work: (asked: Asked) => Promise<OperatorOutcome>,
): Promise<OperateAccountPayload> {
  context.forget();
  const accountId = fromPublicId('acct', input.accountId);
  if (accountId === undefined) return refused(unknownAccount());
  const wrong = checkReason(input.reason);
  if (wrong !== undefined) return refused(wrong);
  const outcome = await work({ ...operatorOf(context, input.reason), accountId });
  if (outcome.status === 'refused') return refused(toError(outcome.refusal));
  const { account, changed, endedKeyIds } = outcome;
  for (const id of endedKeyIds) context.services.keys.forget(id);
  const plan = context.services.catalog.plan(account.planId);
  if (plan === undefined) throw new Error(`the storefront has no plan ${account.planId}`);
  return { account: toAccount(account, plan), changed, userErrors: [] };
}

function closeAccount(context: GraphqlContext, input: OperateAccountInput): Promise<OperateAccountPayload> {
  const { accounts, purchases } = context.services;
  if (fromPublicId('acct', input.accountId) === context.viewer.account.id) return Promise.resolve(refused(OWN_ACCOUNT));
  const isPaidOn: typeof purchases.isPaidOn = (tx, accountId) => purchases.isPaidOn(tx, accountId);
  return operate(context, input, (asked) => accounts.byOperator.close({ ...asked, isPaidOn }));
}

/** It would end the operator's keys, for good. */
const OWN_ACCOUNT: AnyUserError = invalidParameter(
  ['accountId'],
  'This is the account of the key that asks: closed, nobody could operate with it any more.',
  ['another account'],
);

const SUBSCRIBED: AnyUserError = invalidParameter(
  ['accountId'],
  'The account pays for a plan: end its subscription at the payment provider first, or it would be paid on.',
  ['an account without a subscription, or with one that ends with its period'],
);

function setPlan(context: GraphqlContext, { planId, ...input }: SetPlanInput): Promise<OperateAccountPayload> {
  const { accounts, catalog } = context.services;
  if (catalog.plan(planId) === undefined) {
    const allowed = catalog.storefront.plans.map(({ id }) => id);
    const message = `There is no such plan; there are ${allowed.join(', ')}.`;
    return Promise.resolve(refused(invalidParameter(['planId'], message, allowed)));
  }
  return operate(context, input, (asked) => accounts.byOperator.setPlan({ ...asked, planId }));
}

function editAccount(context: GraphqlContext, { name, email, ...input }: EditAccountInput) {
  const wrong =
    (name === undefined || name === null ? undefined : checkLine('name', name, LONGEST_NAME)) ??
    (email === undefined || email === null ? undefined : checkEmail(email));
  if (wrong !== undefined) return Promise.resolve(refused(wrong));
  const changes = { name: name?.trim(), email: email ?? undefined };
  return operate(context, input, (asked) => context.services.accounts.byOperator.edit({ ...asked, ...changes }));
}

function toError(refusal: OperatorRefusal): AnyUserError {
  switch (refusal.code) {
    case 'ACCOUNT_NOT_FOUND':
      return unknownAccount();
    case 'ACCOUNT_CLOSED':
      return invalidParameter(['accountId'], 'The account was closed, for good.', ['an account that is not closed']);
    case 'STILL_PAYS':
      return SUBSCRIBED;
    case 'EMAIL_TAKEN': {
      const message = `${toPublicId('acct', refusal.accountId)} has or had this e-mail address: an address is for one account.`;
      return generalError({ code: refusal.code, message, path: ['email'] });
    }
    default:
      return refusal satisfies never;
  }
}

const refused = (error: AnyUserError): OperateAccountPayload => ({
  account: undefined,
  changed: false,
  userErrors: [error],
});
