import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { CreatedAccount } from '../../accounts/index.ts';
import type { Plan } from '../../catalog/index.ts';
import { SCOPES } from '../../keys/index.ts';
import { hashInput } from '../../ledger/index.ts';
import type { GraphqlContext } from '../edge/context.ts';
import {
  type AnyUserError,
  generalError,
  invalidParameter,
  keyMismatch,
  UserError,
} from '../edge/errors/user-errors.ts';
import { ForWhoAsked, GuardedBy } from '../edge/guard/scopes.ts';
import { toPublicId } from '../edge/ids.ts';
import { checkEmail, checkIdempotencyKey, checkLine } from '../edge/input.ts';
import { toApiKey } from '../keys/api-keys.ts';
import { ApiKeyType } from '../keys/types.ts';
import { toAccount } from './account.ts';
import { AccountType } from './types.ts';

@InputType({ description: 'The account to open.' })
class CreateAccountInput {
  @Field(() => String, { description: 'Its name for people, 1 to 200 characters.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Where it is written to. One address opens one account.' })
  readonly email?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether the plan's welcome credits greet it, once per person. When absent: if it has an e-mail address. True greets an account without one, too.",
  })
  readonly welcomeCredits?: boolean | null;

  @Field(() => ID, { nullable: true, description: "Id of a plan; the storefront's first one when absent." })
  readonly planId?: string | null;

  @Field(() => ID, { nullable: true, description: 'One key, one account: 1 to 255 printable ASCII characters.' })
  readonly idempotencyKey?: string | null;
}

@ForWhoAsked()
@ObjectType({ description: 'The account with its first key, or why there is none.', simpleResolvers: true })
class CreateAccountPayload {
  @Field(() => AccountType, { nullable: true, description: 'The new account.' })
  readonly account!: AccountType | undefined;

  @Field(() => ApiKeyType, { nullable: true, description: 'Its first key; null when replayed.' })
  readonly apiKey!: ApiKeyType | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      "The first key's secret: in this answer only, keep it. When it is lost, createApiKey with the accountId issues another key.",
  })
  readonly secret!: string | undefined;

  @Field(() => Boolean, { description: 'True when the idempotency key was used before: this is its account.' })
  readonly replayed!: boolean;

  @Field(() => [UserError], { description: 'Why it was refused; empty when it was not.' })
  readonly userErrors!: readonly UserError[];
}

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
