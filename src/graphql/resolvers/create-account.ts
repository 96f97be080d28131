import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CreatedAccount } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import { SCOPES } from '../../keys/index.ts';
import { hashInput } from '../../ledger/index.ts';
import type { GraphqlContext } from '../context.ts';
import { keyMismatch } from '../errors/to-user-error.ts';
import { generalError, invalidParameter } from '../errors/user-errors.ts';
import { GuardedBy } from '../guard/scopes.ts';
import { toPublicId } from '../ids.ts';
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
  @GuardedBy('OPERATOR')
  @Mutation(() => CreateAccountPayload, { description: 'Operator: opens an account with a wallet and a first key.' })
  createAccount(
    @Arg('input', () => CreateAccountInput) input: CreateAccountInput,
    @Ctx() context: GraphqlContext,
  ): Promise<CreateAccountPayload> {
    context.forget();
    return createAccount(context, input);
  }
}

async function createAccount(context: GraphqlContext, input: CreateAccountInput): Promise<CreateAccountPayload> {
  const wrong = check(input);
  if (wrong !== undefined) return refused(wrong);
  const { accounts, catalog, purchases } = context.services;
  const asked = toAsked(input);
  const { idempotencyKey } = asked;
  // First, so that a replay is answered even when the plan has left the storefront since.
  const before = idempotencyKey === undefined ? undefined : await accounts.createdUnder(idempotencyKey);
  if (before !== undefined) return replay(context, before, asked);
  const { plans } = catalog.storefront;
  const plan = plans.find(({ id }) => id === (input.planId ?? plans[0]?.id));
  if (plan === undefined) return refused(unknownPlan(plans));
  const created = await accounts.create({ ...asked, planId: plan.id, scopes: FIRST_KEY_SCOPES });
  if (created.replayed) return replay(context, created, asked);
  if (created.account === undefined) return refused(addressTaken(created.openedBefore));
  await purchases.welcome(created.account.id);
  const { account, apiKey, secret } = created;
  return { account: toAccount(account, plan), apiKey: toApiKey(apiKey), secret, replayed: false, userErrors: [] };
}

interface Asked {
  readonly name: string;
  readonly email: string | undefined;
  readonly welcome: boolean | undefined;
  readonly idempotencyKey: string | undefined;
  readonly inputHash: string;
}

function toAsked({ name: given, email: to, planId, welcomeCredits, idempotencyKey }: CreateAccountInput): Asked {
  const [name, email, welcome] = [given.trim(), to ?? undefined, welcomeCredits ?? undefined];
  // As it was asked for: which plan comes first can change.
  const inputHash = hashInput({ name, email, planId: planId ?? undefined, welcome });
  return { name, email, welcome, idempotencyKey: idempotencyKey ?? undefined, inputHash };
}

/** The account as it is now. The welcome may have been cut off the first time. */
async function replay(
  { services }: GraphqlContext,
  { account, inputHash }: Created,
  asked: Asked,
): Promise<CreateAccountPayload> {
  if (inputHash !== asked.inputHash) return refused(keyMismatch());
  await services.purchases.welcome(account.id);
  const plan = services.catalog.plan(account.planId);
  if (plan === undefined) throw new Error(`the storefront has no plan ${account.planId}`);
  return { account: toAccount(account, plan), apiKey: undefined, secret: undefined, replayed: true, userErrors: [] };
}

type Created = Extract<CreatedAccount, { readonly replayed: true }>;

function check({ name, email, idempotencyKey }: CreateAccountInput): AnyUserError | undefined {
  return (
    checkLine('name', name, LONGEST_NAME) ??
    (email === undefined || email === null ? undefined : checkEmail(email)) ??
    (idempotencyKey === undefined || idempotencyKey === null ? undefined : checkIdempotencyKey(idempotencyKey))
  );
}

/** An operator may know which one. */
function addressTaken(accountId: string): AnyUserError {
  const message = `${toPublicId('acct', accountId)} was opened with this e-mail address: an address opens one account.`;
  return generalError({ code: 'EMAIL_TAKEN', message, path: ['email'] });
}

function unknownPlan(plans: readonly Plan[]): AnyUserError {
  const allowed = plans.map((plan) => plan.id);
  return invalidParameter(['planId'], `There is no such plan; there are ${allowed.join(', ')}.`, allowed);
}

function refused(error: AnyUserError): CreateAccountPayload {
  return { account: undefined, apiKey: undefined, secret: undefined, replayed: false, userErrors: [error] };
}
