import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Account } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import { SCOPES } from '../../keys/index.ts';
import type { GraphqlContext } from '../context.ts';
import { keyMismatch } from '../errors/to-user-error.ts';
import { invalidParameter } from '../errors/user-errors.ts';
import { checkEmail, checkIdempotencyKey, checkLine } from '../input/check-text.ts';
import { toAccount } from '../translate/to-account.ts';
import { toApiKey } from '../translate/to-api-key.ts';
import { CreateAccountInput, CreateAccountPayload } from '../types/account.ts';
import type { AnyUserError } from '../types/user-errors.ts';

const LONGEST_NAME = 200;

/** A customer's first key may do everything with its account. */
const FIRST_KEY_SCOPES = SCOPES.filter((scope) => scope !== 'OPERATOR');

@Resolver()
export class CreateAccountResolver {
  @Mutation(() => CreateAccountPayload, { description: 'Operator: opens an account with a wallet and a first key.' })
  createAccount(
    @Arg('input', () => CreateAccountInput) input: CreateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateAccountPayload> {
    context.forget();
    return createAccount(context, input);
  }
}

async function createAccount({ services }: GraphqlContext, input: CreateAccountInput): Promise<CreateAccountPayload> {
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const { plans } = services.catalog.storefront;
  const plan = plans.find(({ id }) => id === (input.planId ?? plans[0]?.id));
  if (plan === undefined) return refused(unknownPlan(plans));
  const asked = {
    name: input.name.trim(),
    email: input.email ?? undefined,
    planId: plan.id,
    idempotencyKey: input.idempotencyKey ?? undefined,
  };
  const created = await services.accounts.create({ ...asked, scopes: FIRST_KEY_SCOPES });
  await services.purchases.welcome(created.account.id);
  if (!created.replayed) {
    const apiKey = toApiKey(created.apiKey);
    return {
      account: toAccount(created.account, plan),
      apiKey,
      secret: created.secret,
      replayed: false,
      userErrors: [],
    };
  }
  if (!isSame(created.account, asked)) return refused(keyMismatch());
  const account = toAccount(created.account, plan);
  return { account, apiKey: undefined, secret: undefined, replayed: true, userErrors: [] };
}

function check({ name, email, idempotencyKey }: CreateAccountInput): AnyUserError | undefined {
  return (
    checkLine('name', name, LONGEST_NAME) ??
    (email === undefined || email === null ? undefined : checkEmail(email)) ??
    (idempotencyKey === undefined || idempotencyKey === null ? undefined : checkIdempotencyKey(idempotencyKey))
  );
}

function unknownPlan(plans: readonly Plan[]): AnyUserError {
  const allowed = plans.map((plan) => plan.id);
  return invalidParameter(['planId'], `There is no such plan; there are ${allowed.join(', ')}.`, allowed);
}

function isSame(account: Account, asked: Pick<Account, 'name' | 'email' | 'planId'>): boolean {
  return account.name === asked.name && account.email === asked.email && account.planId === asked.planId;
}

function refused(error: AnyUserError): CreateAccountPayload {
  return { account: undefined, apiKey: undefined, secret: undefined, replayed: false, userErrors: [error] };
}
